import type { Html } from '../html.js';
import { renderFigure } from './figure.js';
import { PAGE_THEME, renderSvg } from './vega-svg.js';

/** Bars of several parts on top of each other. */
export interface StackedBarChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** What the parts are called, from the ground up. */
  readonly parts: readonly string[];
  /** `values` in the order of `parts`. */
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** A chart of stacked bars as an inline picture, with its figures as a table that opens. */
export async function renderStackedBarChart(chart: StackedBarChart): Promise<Html> {
  const { title, xTitle, yTitle, parts, bars } = chart;
  const svg = await renderSvg({
    width: 300,
    height: 200,
    data: {
      values: bars.flatMap(({ name, values }) =>
        parts.map((part, order) => ({ name, part, order, value: values[order] })),
      ),
    },
    mark: { type: 'bar', size: 46 },
    encoding: {
      x: { field: 'name', type: 'nominal', sort: null, title: xTitle, axis: { labelAngle: 0 } },
      y: { field: 'value', type: 'quantitative', title: yTitle, axis: { tickMinStep: 1, tickCount: 5 } },
      fill: { field: 'part', type: 'nominal', scale: { domain: parts, range: PAGE_THEME.series } },
      order: { field: 'order' },
    },
  });
  const alt = `Stacked bar chart: ${yTitle} by ${xTitle}, split into ${parts.join(', ')}. The table below has the figures.`;
  const rows = bars.map(({ name, values }) => [name, ...values.map(String)]);
  return renderFigure({ title, alt, svg, table: { caption: title, head: [xTitle, ...parts], rows } });
}
