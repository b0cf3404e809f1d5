import type { LabelMetrics } from '@maskpred/core';
import { barStart, describeBars, renderEstimate } from '../estimate.js';
import { html, type Html } from '../html.js';
import { formatCount, formatNumber, formatShare } from '../numbers.js';
import { renderTable } from '../table.js';

/** Stands where a figure needs pictures of the label, and there are none. */
const NO_PICTURES = formatShare(undefined);

/** How each label fares: precision, recall and F1 with their intervals. */
export function renderLabels(perLabel: readonly LabelMetrics[]): Html {
  const known = perLabel.filter(({ support }) => support > 0);
  const start = barStart(known.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]));
  return html`${renderTable({
      caption: 'Each label against all others',
      head: ['label', 'pictures', 'precision', 'recall', 'F1', 'average precision', 'area under ROC'],
      rows: perLabel.map(({ label, support, precision, recall, f1, averagePrecision, rocAuc }) => [
        label,
        formatCount(support),
        ...(support > 0
          ? [precision, recall, f1].map((estimate) => renderEstimate(estimate, start))
          : [formatShare(precision.value), NO_PICTURES, NO_PICTURES]),
        support > 0 ? formatNumber(averagePrecision) : NO_PICTURES,
        formatNumber(rocAuc),
      ]),
    })}
    <p class="note">
      Precision: of what was called the label, the share that is. Recall: of what is the label, the share that
      was called so. F1: their harmonic mean. ${describeBars(start)}
    </p>`;
}
