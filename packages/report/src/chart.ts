import { html, type Html, trusted } from './html.js';
import { renderTable } from './table.js';

/** One bar. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

export interface BarChart {
  readonly title: string;
  /** What the names are. */
  readonly xTitle: string;
  /** What the values are. */
  readonly yTitle: string;
  /** In the order in which they are drawn. */
  readonly bars: readonly Bar[];
}

/** Of the plot without its axes, pixels. */
const PLOT = { width: 340, height: 180 };

/** Longest name on an axis, pixels; the table below the chart has all of it. */
const LONGEST_NAME = 120;

/** A bar chart as an inline picture, with its figures as a table that opens. */
export async function renderBarChart({ title, xTitle, yTitle, bars }: BarChart): Promise<Html> {
  const svg = await renderSvg({
    data: { values: bars.map(({ name, value }) => ({ name, value })) }, // vega marks what it is given
    mark: { type: 'bar' },
    encoding: {
      x: {
        field: 'name',
        type: 'nominal',
        sort: null,
        title: xTitle,
        axis: { labelAngle: -40, labelLimit: LONGEST_NAME },
      },
      y: { field: 'value', type: 'quantitative', title: yTitle, axis: { tickMinStep: 1, tickCount: 5 } },
    },
  });
  const table = renderTable({
    caption: title,
    head: [xTitle, yTitle],
    rows: bars.map(({ name, value }) => [name, String(value)]),
  });
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div aria-hidden="true">${trusted(svg)}</div>
    <details>
      <summary>Figures<span class="unseen"> of the chart ${title}</span></summary>
      ${table}
    </details>
  </figure>`;
}

/** vega has top-level await, so it is loaded only when a chart is drawn, and never by `require()`. */
async function renderSvg(spec: object): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const config = { font: 'sans-serif', aria: false, view: { stroke: null } };
  // what compile takes is typed as one union of all charts there are
  const compiled = compile({ ...PLOT, background: 'transparent', config, ...spec } as never);
  const view = new vega.View(vega.parse(compiled.spec), {
    renderer: 'none',
    logger: vega.logger(vega.None), // libraries do not print
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
