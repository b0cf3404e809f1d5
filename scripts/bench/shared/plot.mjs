// Plots of results as SVG files, drawn by vega, with which @maskpred/report draws its charts.
import { writeFile } from 'node:fs/promises';

const CONFIG = {
  font: 'system-ui, sans-serif',
  background: 'white',
  axis: { labelColor: '#444', titleColor: '#222', gridColor: '#e5e5e5', titleFontWeight: 'normal' },
  view: { stroke: null },
  bar: { color: '#2f6f9f' },
  line: { color: '#2f6f9f', point: { color: '#2f6f9f', filled: true } },
};

async function render(path, spec) {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile({ config: CONFIG, ...spec }).spec), { renderer: 'none' });
  await writeFile(path, `${await view.toSVG()}\n`);
  view.finalize();
}

/** @param bars - `{ name, value }`, drawn from the top in this order. */
export function plotBars(path, { title, valueTitle, bars }) {
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 260 } };
  const x = { field: 'value', type: 'quantitative', title: valueTitle };
  return render(path, {
    title,
    width: 420,
    height: { step: 26 },
    data: { values: bars },
    encoding: { x, y },
    layer: [
      { mark: 'bar' },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { text: { field: 'value', type: 'quantitative', format: '.3~g' } },
      },
    ],
  });
}

/** @param points - `{ x, y }`; the axes start at 0, so that a straight line through it is a cost in proportion. */
export function plotLine(path, { title, xTitle, yTitle, points }) {
  const axis = (field, axisTitle) => ({
    field,
    type: 'quantitative',
    title: axisTitle,
    scale: { zero: true },
  });
  return render(path, {
    title,
    width: 420,
    height: 240,
    data: { values: points },
    mark: { type: 'line', point: true },
    encoding: { x: axis('x', xTitle), y: axis('y', yTitle) },
  });
}
