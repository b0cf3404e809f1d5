import type { Calibration, CalibrationBin, ClassificationEvaluation } from '@maskpred/core';
import { renderLineChart } from '../charts/line-chart.js';
import { html, type Html } from '../html.js';
import { formatCount, formatNumber, formatShare } from '../numbers.js';

/** Whether a score of 0.9 is right nine times in ten: the reliability diagram, with the error before and after temperature scaling. */
export async function renderCalibration({
  calibration,
  uncalibrated,
}: Pick<ClassificationEvaluation, 'calibration' | 'uncalibrated'>): Promise<Html> {
  const kinds = uncalibrated
    ? [
        { name: 'after', ...calibration },
        { name: 'before', ...uncalibrated },
      ]
    : [{ name: 'measured', ...calibration }];
  const start = axisStart(kinds.flatMap(({ bins }) => usedBins(bins)));
  const chart = await renderLineChart({
    title: `How often a score is right${uncalibrated ? ', before and after temperature' : ''}`,
    alt: `Line chart of the share that is right by the score, with the diagonal where both are the same. Expected calibration error: ${describeErrors(kinds)}.`,
    xTitle: 'mean score of the answer',
    yTitle: 'share that is right',
    series: kinds.map(({ name, bins }) => ({
      name,
      points: usedBins(bins).map(({ confidence, accuracy }) => ({ x: confidence, y: accuracy })),
    })),
    xDomain: [start, 1],
    yDomain: [start, 1],
    percent: 'xy',
    diagonal: true,
    table: {
      caption: 'Reliability by range of the score',
      head: ['', 'scores', 'pictures', 'mean score', 'right'],
      rows: kinds.flatMap(({ name, bins }) =>
        bins.map(({ low, high, size, confidence, accuracy }) => [
          name,
          `${formatNumber(low)} to ${formatNumber(high)}`,
          formatCount(size),
          formatShare(confidence),
          formatShare(accuracy),
        ]),
      ),
    },
  });
  return html`<div class="charts">
    ${chart}
    <div class="beside">
      ${kinds.map(
        ({ name, ece, bins }) =>
          html`<p>
            <b>${formatNumber(ece)}</b> expected calibration error,
            ${uncalibrated ? `${name} temperature scaling` : name} (${usedBins(bins).length} ranges that hold
            equally many).
          </p>`,
      )}
      <p class="note">
        It says by how much scores and shares of right answers differ on average: 0.02 means that a score of
        90 % is right in 88 to 92 % of the cases. A line below the diagonal is too sure of itself, one above
        it not sure enough.
      </p>
    </div>
  </div>`;
}

function describeErrors(kinds: readonly (Calibration & { readonly name: string })[]): string {
  return kinds.map(({ name, ece }) => `${formatNumber(ece)} ${name}`).join(', ');
}

function usedBins(bins: readonly CalibrationBin[]): CalibrationBin[] {
  return bins.filter(({ size }) => size > 0);
}

/** The tenth below the least value, so that what happens near 100 % can be seen. */
function axisStart(bins: readonly CalibrationBin[]): number {
  const least = Math.min(0.9, ...bins.flatMap(({ confidence, accuracy }) => [confidence, accuracy]));
  return Math.max(0, Math.floor(least * 10) / 10);
}
