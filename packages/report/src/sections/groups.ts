import type { GroupMetrics } from '@maskpred/core';
import { barStart, describeBars, renderEstimate } from '../estimate.js';
import { html, type Html } from '../html.js';
import { formatCount, formatShare } from '../numbers.js';
import { renderTable } from '../table.js';

/** The figures of parts of the pictures, such as the sizes of faces. */
export function renderGroups(caption: string, name: string, groups: readonly GroupMetrics[]): Html {
  const start = barStart(groups.map(({ accuracy }) => accuracy));
  const table = renderTable({
    caption,
    head: [name, 'pictures', 'accuracy', 'balanced accuracy'],
    rows: groups.map((group) => [
      group.name,
      formatCount(group.accuracy.size),
      renderEstimate(group.accuracy, start),
      formatShare(group.balancedAccuracy),
    ]),
  });
  return html`${table}
    <p class="note">${describeBars(start)}</p>`;
}
