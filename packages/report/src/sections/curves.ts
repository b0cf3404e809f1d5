import type { LabelCurve, LabelMetrics, ThresholdPoint } from '@maskpred/core';
import { cornerOf } from '../charts/corner.js';
import { type LineChart, type LineSeries, renderLineChart } from '../charts/line-chart.js';
import { html, type Html } from '../html.js';
import { formatNumber, formatShare } from '../numbers.js';
import type { ReportTable } from '../table.js';
import { thin } from '../thin.js';

/** Rows of a table of figures for each label; evaluation.json has every point. */
const MOST_ROWS = 21;

/** The ROC and the precision-recall curve of each label that occurs. */
export async function renderCurves(
  curves: readonly LabelCurve[],
  perLabel: readonly LabelMetrics[],
): Promise<Html> {
  const charts = [rocChart(curves, perLabel), precisionRecallChart(curves, perLabel)];
  const drawn: Html[] = [];
  for (const chart of charts) drawn.push(await renderLineChart(chart));
  return html`<div class="charts">${drawn}</div>`;
}

function rocChart(curves: readonly LabelCurve[], perLabel: readonly LabelMetrics[]): LineChart {
  const series = seriesOf(curves, ({ falsePositiveRate, recall }) => ({ x: falsePositiveRate, y: recall }));
  const side = cornerOf(series.map(({ points }) => points.map(({ x, y }) => ({ dx: x, dy: 1 - y }))));
  return {
    title: `ROC${side < 1 ? ', upper left corner' : ''}`,
    alt: `Line chart, one line a label. Areas under the curves: ${areas(perLabel, ({ rocAuc }) => rocAuc)}.`,
    xTitle: 'false positive rate',
    yTitle: 'recall',
    series,
    xDomain: [0, side],
    yDomain: [1 - side, 1],
    percent: 'xy',
    diagonal: side === 1,
    table: pointsTable('Points of the ROC curves', curves, [
      ['false positive rate', ({ falsePositiveRate }) => falsePositiveRate],
      ['recall', ({ recall }) => recall],
    ]),
  };
}

function precisionRecallChart(curves: readonly LabelCurve[], perLabel: readonly LabelMetrics[]): LineChart {
  const series = seriesOf(curves, ({ recall, precision }) => ({ x: recall, y: precision }));
  const side = cornerOf(series.map(({ points }) => points.map(({ x, y }) => ({ dx: 1 - x, dy: 1 - y }))));
  return {
    title: `Precision and recall${side < 1 ? ', upper right corner' : ''}`,
    alt: `Line chart, one line a label. Average precision: ${areas(perLabel, ({ averagePrecision }) => averagePrecision)}.`,
    xTitle: 'recall',
    yTitle: 'precision',
    series,
    xDomain: [1 - side, 1],
    yDomain: [1 - side, 1],
    percent: 'xy',
    table: pointsTable('Points of the precision-recall curves', curves, [
      ['recall', ({ recall }) => recall],
      ['precision', ({ precision }) => precision],
    ]),
  };
}

/** What precision, recall and F1 of each label become when only scores from a threshold on count. */
export async function renderThresholds(curves: readonly LabelCurve[]): Promise<Html> {
  const charts: Html[] = [];
  for (const { label, points } of curves) {
    const shares = [
      ['precision', ({ precision }: ThresholdPoint) => precision],
      ['recall', ({ recall }: ThresholdPoint) => recall],
      ['F1', f1Of],
    ] as const;
    charts.push(
      await renderLineChart({
        title: `Threshold on ${label}`,
        alt: `Line chart of precision, recall and F1 of ${label} by the threshold on its score.`,
        xTitle: `called ${label} from this score on`,
        yTitle: 'share',
        series: shares.map(([name, of]) => ({
          name,
          points: finite(points, (p) => ({ x: p.threshold, y: of(p) })),
        })),
        xDomain: [0, 1],
        yDomain: [0, 1],
        percent: 'y',
        table: pointsTable(`Thresholds on ${label}`, [{ label, points }], shares),
      }),
    );
  }
  return html`<div class="charts">${charts}</div>`;
}

function areas(perLabel: readonly LabelMetrics[], of: (metrics: LabelMetrics) => number | undefined): string {
  return perLabel.map((metrics) => `${metrics.label} ${formatNumber(of(metrics))}`).join(', ');
}

function f1Of({ precision, recall }: ThresholdPoint): number {
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

type Place = (point: ThresholdPoint) => { x: number; y: number };

function seriesOf(curves: readonly LabelCurve[], place: Place): LineSeries[] {
  return curves.map(({ label, points }) => ({ name: label, points: finite(points, place) }));
}

/** What was never called has no precision, and JSON writes that as null. */
function finite(points: readonly ThresholdPoint[], place: Place): { x: number; y: number }[] {
  return points.map(place).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}

function pointsTable(
  caption: string,
  curves: readonly LabelCurve[],
  columns: readonly (readonly [name: string, of: (point: ThresholdPoint) => number])[],
): ReportTable {
  const isThinned = curves.some(({ points }) => points.length > MOST_ROWS);
  return {
    caption: isThinned ? `${caption}, ${MOST_ROWS} a label; evaluation.json has all` : caption,
    head: ['label', 'threshold', ...columns.map(([name]) => name)],
    rows: curves.flatMap(({ label, points }) =>
      thin(points, MOST_ROWS).map((point) => [
        label,
        formatNumber(point.threshold),
        ...columns.map(([, of]) => formatShare(of(point))),
      ]),
    ),
  };
}
