import { html, type Html } from './html.js';

/** A picture of a page. */
export interface ReportPicture {
  /**
   * A `data:` URL, or a URL relative to the page (`encodeURI` a path first). Absent when the picture cannot be shown;
   * one from another origin is not shown either.
   */
  readonly src?: string;
  /** Its name. */
  readonly caption: string;
  /** What is said of it. */
  readonly note?: string;
}

/** Pictures in a row that breaks where it must. */
export function renderPictures(pictures: readonly ReportPicture[]): Html {
  return html`<ul class="pictures">
    ${pictures.map(
      ({ src, caption, note }) =>
        html`<li>
          ${
            isOwnSource(src)
              ? html`<img src="${src}" alt="${caption}" loading="lazy" decoding="async" />`
              : html`<div class="missing">no picture</div>`
          }
          <div class="caption">
            <b><bdi>${caption}</bdi></b
            >${note === undefined ? '' : html`<p><bdi>${note}</bdi></p>`}
          </div>
        </li>`,
    )}
  </ul>`;
}

const HERE = 'https://page.invalid';

/** Pictures come with the page or lie beside it; read as a browser does, which forgives spaces and backslashes. */
export function isOwnSource(src: string | undefined): src is string {
  if (src === undefined || !URL.canParse(src, HERE)) return false;
  const { origin, protocol, pathname } = new URL(src, HERE);
  return origin === HERE || (protocol === 'data:' && pathname.startsWith('image/'));
}
