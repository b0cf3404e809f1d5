import { html } from './html.js';
import { renderPage } from './page.js';
import { renderPictures, type ReportPicture } from './pictures.js';

/** Pictures that belong together. */
export interface ContactSheetGroup {
  readonly title: string;
  /** What is said of all of them. */
  readonly note?: string;
  readonly pictures: readonly ReportPicture[];
}

/** What the page shows. */
export interface ContactSheet {
  readonly title: string;
  /** One line below the title. */
  readonly note?: string;
  readonly groups: readonly ContactSheetGroup[];
}

/**
 * The HTML page that shows groups of pictures side by side, such as near-duplicates. Every text is escaped, and a picture
 * from another origin is not shown.
 * @example
 * const page = formatContactSheet({ title: 'Twins', groups: [{ title: 'a', pictures: [{ src, caption: 'a.jpg' }] }] });
 * await writeFile('groups.html', page);
 */
export function formatContactSheet({ title, note, groups }: ContactSheet): string {
  const body = groups.map(
    (group) =>
      html`<section>
        <h2><bdi>${group.title}</bdi></h2>
        ${group.note === undefined ? '' : html`<p class="note"><bdi>${group.note}</bdi></p>`}
        ${renderPictures(group.pictures)}
      </section>`,
  );
  const content = groups.length === 0 ? html`<p>There is nothing to show.</p>` : html`${body}`;
  return renderPage({ title, ...(note === undefined ? {} : { note }), body: content });
}
