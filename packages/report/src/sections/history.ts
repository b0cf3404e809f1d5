import type { EpochRecord } from '@maskpred/core';
import { type LineChart, type LineSeries, renderLineChart } from '../charts/line-chart.js';
import { html, type Html } from '../html.js';
import { formatNumber, formatShare } from '../numbers.js';
import type { ReportTable } from '../table.js';

/** A curve of training: what it is called, and its value after an epoch. */
interface Curve {
  readonly name: string;
  readonly of: (record: EpochRecord) => number | undefined;
}

const LOSS: readonly Curve[] = [
  { name: 'training', of: ({ loss }) => loss },
  { name: 'kept out', of: ({ valLoss }) => valLoss },
];
const ACCURACY: readonly Curve[] = [
  { name: 'training', of: ({ accuracy }) => accuracy },
  { name: 'kept out', of: ({ valAccuracy }) => valAccuracy },
];
const PRECISION: readonly Curve[] = [{ name: 'kept out', of: ({ valAp }) => valAp }];

/** The charts of training: loss, accuracy and average precision by epoch, as far as they were recorded; phases marked. */
export async function renderHistory(history: readonly EpochRecord[]): Promise<Html> {
  const charts = [
    chartOf(history, 'Loss', LOSS),
    chartOf(history, 'Accuracy', ACCURACY),
    chartOf(history, 'Average precision', PRECISION),
  ].filter((chart) => chart !== undefined);
  const drawn: Html[] = [];
  for (const chart of charts) drawn.push(await renderLineChart(chart));
  const { length } = phasesOf(history);
  const note =
    length > 1
      ? html`<p class="note">
          Each phase starts at a dotted line and measures its loss in its own way, so compare within a phase.
        </p>`
      : '';
  return html`<div class="charts">${drawn}</div>
    ${note}`;
}

function chartOf(
  history: readonly EpochRecord[],
  title: string,
  curves: readonly Curve[],
): LineChart | undefined {
  const series = curves.flatMap(({ name, of }): LineSeries[] => {
    const points = history.flatMap((record, i) => {
      const y = of(record);
      return y === undefined ? [] : [{ x: i + 1, y }];
    });
    return points.length > 0 ? [{ name, points }] : [];
  });
  if (series.length === 0) return undefined;
  const isShare = title !== 'Loss';
  const format = isShare ? formatShare : formatNumber;
  const ends = series.map(
    ({ name, points }) => `${name} from ${format(points[0]!.y)} to ${format(points.at(-1)!.y)}`,
  );
  return {
    title: `${title} by epoch`,
    alt: `Line chart of the ${title.toLowerCase()} over ${history.length} epochs: ${ends.join('; ')}.`,
    xTitle: 'epoch',
    yTitle: title.toLowerCase(),
    series,
    ...(isShare ? { percent: 'y' } : {}),
    marks: phasesOf(history),
    isCount: true,
    table: tableOf(history, title, curves, format),
  };
}

/** Where each phase starts. */
function phasesOf(history: readonly EpochRecord[]): { x: number; name: string }[] {
  return history.flatMap(({ phase }, i) =>
    i === 0 || phase !== history[i - 1]!.phase ? [{ x: i + 1, name: phase }] : [],
  );
}

function tableOf(
  history: readonly EpochRecord[],
  title: string,
  curves: readonly Curve[],
  format: (value: number | undefined) => string,
): ReportTable {
  return {
    caption: `${title} after each epoch`,
    head: ['epoch', 'phase', ...curves.map(({ name }) => name), 'learning rate', 'seconds'],
    rows: history.map((record, i) => [
      String(i + 1),
      record.phase,
      ...curves.map(({ of }) => format(of(record))),
      record.learningRate.toPrecision(3),
      (record.durationMs / 1000).toFixed(1),
    ]),
  };
}
