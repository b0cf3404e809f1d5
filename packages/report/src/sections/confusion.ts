import type { ClassificationEvaluation } from '@maskpred/core';
import { html, type Html } from '../html.js';
import { formatCount, formatShare } from '../numbers.js';

/** Deepest shade of a cell, per cent of the hue: with it the text still has its contrast, light and dark (tested with axe). */
const DEEPEST = 42;

/** The confusion matrix as a table: counts, share of the row, and a shade for the share. */
export function renderConfusion({ labels, confusion }: ClassificationEvaluation): Html {
  return html`<div class="scroll" role="region" aria-label="Confusion matrix" tabindex="0">
      <table class="confusion">
        <caption>
          Counts, and per cent of the row
        </caption>
        <thead>
          <tr>
            <td></td>
            ${labels.map((label) => html`<th scope="col"><small>called</small> <bdi>${label}</bdi></th>`)}
            <th scope="col">pictures</th>
          </tr>
        </thead>
        <tbody>
          ${confusion.map((row, i) => {
            const total = row.reduce((sum, count) => sum + count, 0);
            return html`<tr>
              <th scope="row"><bdi>${labels[i]}</bdi></th>
              ${row.map((count, j) => renderCell(count, total, i === j))}
              <td class="total">${formatCount(total)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <p class="note">A row holds the pictures that show a label, a column those that were called so.</p>
    ${renderWorst(labels, confusion)}`;
}

function renderCell(count: number, total: number, isRight: boolean): Html {
  const share = total > 0 ? count / total : undefined;
  const shade = Math.round((share ?? 0) * DEEPEST);
  return html`<td class="${isRight ? 'right' : 'wrong'}" style="--shade:${shade}%">
    <b>${formatCount(count)}</b> <small>${formatShare(share)}</small>
  </td>`;
}

/** The commonest mistake in words. */
function renderWorst(labels: readonly string[], confusion: ClassificationEvaluation['confusion']): Html {
  const mistakes = confusion
    .flatMap((row, i) => row.map((count, j) => ({ count, truth: labels[i]!, called: labels[j]!, i, j })))
    .filter(({ count, i, j }) => i !== j && count > 0)
    .sort((a, b) => b.count - a.count);
  const [worst] = mistakes;
  if (!worst) return html`<p class="good">Every picture was called what it is.</p>`;
  const { truth, called, count } = worst;
  return html`<p>
    The commonest mistake: <bdi>${truth}</bdi> called <bdi>${called}</bdi>, ${formatCount(count)}
    ${count === 1 ? 'time' : 'times'}.
  </p>`;
}
