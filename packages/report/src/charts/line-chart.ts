import type { Html } from '../html.js';
import type { ReportTable } from '../table.js';
import { renderFigure } from './figure.js';
import { PAGE_THEME, renderSvg } from './vega-svg.js';

export interface LineSeries {
  /** Unlike those of the other series. */
  readonly name: string;
  /** In the order in which the line goes. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  readonly title: string;
  /** What the drawing shows, for who cannot see it. */
  readonly alt: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly LineSeries[];
  /** Least and most on an axis. @default as the values need */
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
  /** Axes whose values are shares and read in per cent. @default none */
  readonly percent?: 'y' | 'xy';
  /** Upright lines with a name, such as the start of a phase. */
  readonly marks?: readonly { readonly x: number; readonly name: string }[];
  /** A thin line from the lower left to the upper right: what chance, or perfection, would look like. @default false */
  readonly diagonal?: boolean;
  /** Whether x is a count, so that its axis has whole numbers only. @default false */
  readonly isCount?: boolean;
  /** The figures behind it. */
  readonly table: ReportTable;
}

/** Of the plot without its axes, pixels. */
const PLOT = { width: 300, height: 210 };

/** Lines of more points than this show no dots. */
const MOST_DOTS = 30;

/** So that lines differ by more than colour. */
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
] as const;

/** A chart of lines as an inline picture, with its figures as a table that opens. */
export async function renderLineChart(chart: LineChart): Promise<Html> {
  const { title, alt, table } = chart;
  return renderFigure({ title, alt, table, svg: await renderSvg(specOf(chart)) });
}

function specOf(chart: LineChart): object {
  const { series, marks = [], diagonal = false } = chart;
  return {
    ...PLOT,
    layer: [
      ...(diagonal ? [diagonalLayer(chart)] : []),
      ...(marks.length > 0 ? markLayers(chart) : []),
      {
        data: {
          values: series.flatMap(({ name, points }) =>
            points.map(({ x, y }, order) => ({ name, x, y, order })),
          ),
        },
        mark: { type: 'line', strokeWidth: 2, clip: true, ...dotsOf(series) },
        encoding: { ...axesOf(chart), order: { field: 'order' }, ...seriesEncoding(series) },
      },
    ],
  };
}

function dotsOf(series: readonly LineSeries[]): object {
  const isShort = series.every(({ points }) => points.length <= MOST_DOTS);
  return isShort ? { point: { size: 22, filled: true, strokeWidth: 0 } } : {};
}

/** One line needs no legend. Colours and dashes start anew at different times, so that many series stay apart. */
function seriesEncoding(series: readonly LineSeries[]): object {
  const domain = series.map(({ name }) => name);
  const legend = series.length > 1 ? { columns: 3, symbolType: 'stroke', symbolSize: 300 } : null;
  const of = (range: readonly unknown[]) => ({
    field: 'name',
    type: 'nominal',
    scale: { domain, range: domain.map((_, i) => range[i % range.length]) },
    legend,
  });
  const { series: colours } = PAGE_THEME;
  const dashes = domain.map((_, i) => DASHES[(i + Math.floor(i / colours.length)) % DASHES.length]);
  return { color: of(colours), strokeDash: of(dashes) };
}

function axesOf({ xTitle, yTitle, xDomain, yDomain, percent, isCount }: LineChart): object {
  const scale = (domain?: readonly [number, number]) =>
    domain ? { domain, nice: false } : { zero: false, nice: true };
  const share = { format: '~%' };
  return {
    x: {
      field: 'x',
      type: 'quantitative',
      title: xTitle,
      scale: scale(xDomain),
      axis: {
        tickCount: 6,
        ...(percent === 'xy' ? share : {}),
        ...(isCount ? { tickMinStep: 1, format: 'd' } : {}),
      },
    },
    y: {
      field: 'y',
      type: 'quantitative',
      title: yTitle,
      scale: scale(yDomain),
      axis: { tickCount: 6, ...(percent ? share : {}) },
    },
  };
}

function diagonalLayer(chart: LineChart): object {
  const { xDomain = [0, 1], yDomain = [0, 1] } = chart;
  return {
    data: { values: [0, 1].map((end) => ({ x: xDomain[end], y: yDomain[end] })) },
    mark: { type: 'line', strokeWidth: 1, strokeDash: [3, 3], stroke: PAGE_THEME.ink, opacity: 0.5 },
    encoding: axesOf(chart),
  };
}

function markLayers(chart: LineChart): object[] {
  const { marks = [], series } = chart;
  const { x } = axesOf(chart) as { x: object };
  const last = Math.max(...series.flatMap(({ points }) => points.map((point) => point.x)));
  // a name stands above the plot, on the side of its line where there is room
  const names = (['left', 'right'] as const).map((align) => ({
    data: { values: marks.filter((mark) => (mark.x > last * 0.6 ? 'right' : 'left') === align) },
    mark: { type: 'text', align, baseline: 'bottom', fontSize: 11, limit: 120 },
    encoding: { x, y: { value: -4 }, text: { field: 'name' } },
  }));
  const mark = { type: 'rule', stroke: PAGE_THEME.ink, opacity: 0.4, strokeDash: [2, 3] };
  return [{ data: { values: marks }, mark, encoding: { x } }, ...names];
}
