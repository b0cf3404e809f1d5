import { html, type Html } from '../html.js';
import { formatCount } from '../numbers.js';
import { renderTable } from '../table.js';
import type { Section } from './summary.js';

/** A fact on a run, such as the seed. */
export interface ReportFact {
  readonly name: string;
  readonly value: string;
}

/** What every report on a model says of the run behind it. */
export interface RunReport {
  readonly title: string;
  /** One line below the title, such as the folder. */
  readonly note?: string;
  /** In the order in which they are shown: data hash, seed, versions, options, minutes. */
  readonly facts?: readonly ReportFact[];
  /** Pictures by label. */
  readonly counts?: readonly { readonly label: string; readonly train: number; readonly heldOut: number }[];
  /** Pictures that were left out, and why. */
  readonly skipped?: readonly { readonly image: string; readonly message: string }[];
  /** The same picture under several labels. */
  readonly conflicts?: readonly { readonly images: readonly string[]; readonly labels: readonly string[] }[];
  /** What the model or the figures are not good for, one sentence or two each. */
  readonly limits?: readonly string[];
}

/** Entries of a list that are shown; the rest is counted. */
const MOST_ENTRIES = 200;

/** The last parts of a report: what was left out, the facts of the run, and its limits. */
export function runSections(report: RunReport, limits: readonly string[]): Section[] {
  const { facts = [], counts = [], skipped = [], conflicts = [] } = report;
  const sections: Section[] = [];
  if (skipped.length + conflicts.length > 0) {
    sections.push({
      title: 'Left out',
      content: html`${renderSkipped(skipped)}${renderConflicts(conflicts)}`,
    });
  }
  if (facts.length + counts.length > 0) {
    sections.push({ title: 'How it was made', content: html`${renderFacts(facts)}${renderCounts(counts)}` });
  }
  const all = [...limits, ...(report.limits ?? [])];
  if (all.length > 0) {
    const content = html`<ul class="limits">
      ${all.map((limit) => html`<li>${limit}</li>`)}
    </ul>`;
    sections.push({ title: 'Limits', content });
  }
  return sections;
}

function renderFacts(facts: readonly ReportFact[]): Html {
  if (facts.length === 0) return html``;
  return html`<dl class="facts">
    ${facts.map(
      ({ name, value }) =>
        html`<div>
          <dt><bdi>${name}</bdi></dt>
          <dd><bdi>${value}</bdi></dd>
        </div>`,
    )}
  </dl>`;
}

function renderCounts(counts: NonNullable<RunReport['counts']>): Html {
  if (counts.length === 0) return html``;
  const sum = (of: (count: (typeof counts)[number]) => number) =>
    counts.reduce((total, count) => total + of(count), 0);
  const row = (name: string, train: number, heldOut: number) =>
    [name, formatCount(train), formatCount(heldOut), formatCount(train + heldOut)] as const;
  return renderTable({
    caption: 'Pictures by label',
    head: ['label', 'trained on', 'kept out', 'together'],
    rows: [
      ...counts.map(({ label, train, heldOut }) => row(label, train, heldOut)),
      row(
        'all',
        sum(({ train }) => train),
        sum(({ heldOut }) => heldOut),
      ),
    ],
  });
}

function renderSkipped(skipped: NonNullable<RunReport['skipped']>): Html {
  return renderList(
    skipped.map(({ image, message }) => html`<b><bdi>${image}</bdi></b> <bdi>${message}</bdi>`),
    (count) => `${count} could not be used`,
  );
}

function renderConflicts(conflicts: NonNullable<RunReport['conflicts']>): Html {
  return renderList(
    conflicts.map(
      ({ images, labels }) => html`<b><bdi>${images.join(', ')}</bdi></b> <bdi>${labels.join(', ')}</bdi>`,
    ),
    (count) => `${count} under several labels at once`,
  );
}

function renderList(entries: readonly Html[], summary: (count: string) => string): Html {
  if (entries.length === 0) return html``;
  const hidden = entries.length - MOST_ENTRIES;
  return html`<details ${entries.length <= 10 ? html`open` : ''}>
    <summary>
      ${summary(`${formatCount(entries.length)} ${entries.length === 1 ? 'picture' : 'pictures'}`)}
    </summary>
    <ul class="entries">
      ${entries.slice(0, MOST_ENTRIES).map((entry) => html`<li>${entry}</li>`)}
    </ul>
    ${hidden > 0 ? html`<p class="note">… and ${formatCount(hidden)} more.</p>` : ''}
  </details>`;
}
