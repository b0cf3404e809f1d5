import { html, type Html } from '../html.js';

/** A figure on top of a page. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What is said of it, such as its interval. */
  readonly detail?: string;
}

/** The big figures on top of a page. */
export function renderFigures(figures: readonly Figure[]): Html {
  return html`<ul class="figures">
    ${figures.map(
      ({ name, value, detail }) =>
        html`<li><b>${value}</b> ${name}${detail === undefined ? '' : html` <small>${detail}</small>`}</li>`,
    )}
  </ul>`;
}

/** One part of a page. */
export interface Section {
  readonly title: string;
  readonly content: Html;
}

/** The parts of a page, with a list of them on top. */
export function renderSections(sections: readonly Section[]): Html {
  return html`<nav aria-label="Parts of this page">
      <ul class="parts">
        ${sections.map(({ title }, i) => html`<li><a href="#part-${i}">${title}</a></li>`)}
      </ul>
    </nav>
    ${sections.map(
      ({ title, content }, i) =>
        html`<section aria-labelledby="part-${i}">
          <h2 id="part-${i}">${title}</h2>
          ${content}
        </section>`,
    )}`;
}
