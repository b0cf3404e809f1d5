import type { Html } from '../html.js';
import { renderFigure } from './figure.js';
import { renderSvg } from './vega-svg.js';

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
const PLOT = { width: 310, height: 180 };

/** Longest name on an axis, pixels; the table below the chart has all of it. */
const LONGEST_NAME = 120;

/** A bar chart as an inline picture, with its figures as a table that opens. */
export async function renderBarChart({ title, xTitle, yTitle, bars }: BarChart): Promise<Html> {
  const svg = await renderSvg({
    ...PLOT,
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
  const alt = `Bar chart: ${yTitle} by ${xTitle}, ${bars.length} bars. The table below has the figures.`;
  const rows = bars.map(({ name, value }) => [name, String(value)]);
  return renderFigure({ title, alt, svg, table: { caption: title, head: [xTitle, yTitle], rows } });
}
