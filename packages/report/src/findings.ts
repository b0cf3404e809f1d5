import { html, type Html } from './html.js';
import { renderPictures, type ReportPicture } from './pictures.js';

/** How sure findings are: `error` for certain, `warning` probably, `note` worth a look. */
export type ReportSeverity = 'error' | 'warning' | 'note';

/** One kind of finding, with the pictures to look at. */
export interface FindingSection {
  /** What the kind is called. */
  readonly title: string;
  readonly severity: ReportSeverity;
  /** What it means and what to do. */
  readonly note?: string;
  /** How many findings there are. */
  readonly count: number;
  /** How many of them `groups` does not show. */
  readonly hidden: number;
  /** A row of pictures each: all of one finding, or findings of one picture each. */
  readonly groups: readonly (readonly ReportPicture[])[];
}

/** The findings by kind, with a list of the kinds on top. */
export function renderFindings(sections: readonly FindingSection[]): Html {
  if (sections.length === 0) {
    return html`<section>
      <h2>Worth a look</h2>
      <p class="good">Nothing was found.</p>
    </section>`;
  }
  return html`<section>
    <h2>Worth a look</h2>
    <nav aria-label="Kinds of findings">
      <ul class="kinds">
        ${sections.map(
          ({ title, severity, count }, index) =>
            html`<li><a href="#kind-${index}">${title}</a> <b>${count}</b> ${renderSeverity(severity)}</li>`,
        )}
      </ul>
    </nav>
    ${sections.map(renderSection)}
  </section>`;
}

function renderSection(
  { title, severity, note, count, hidden, groups }: FindingSection,
  index: number,
): Html {
  return html`<section>
    <h3 id="kind-${index}">${title}: ${count} ${renderSeverity(severity)}</h3>
    ${note === undefined ? '' : html`<p class="note">${note}</p>`}
    <div class="groups">${groups.map(renderPictures)}</div>
    ${hidden > 0 ? html`<p class="note">… and ${hidden} more.</p>` : ''}
  </section>`;
}

function renderSeverity(severity: ReportSeverity): Html {
  return html`<span class="severity ${severity}">${severity}</span>`;
}
