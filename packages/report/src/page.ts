import { numberClipPaths } from './charts/clip-ids.js';
import { html, type Html, trusted } from './html.js';
import { STYLE } from './style.js';

export interface PageOptions {
  readonly title: string;
  /** One line below the title. */
  readonly note?: string;
  readonly body: Html;
}

/** Nothing is fetched and nothing runs: style and pictures come with the page, or lie beside it. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none'; form-action 'none'";

/** A whole, self-contained HTML page. */
export function renderPage({ title, note, body }: PageOptions): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1><bdi>${title}</bdi></h1>
          ${note === undefined ? '' : html`<p class="note"><bdi>${note}</bdi></p>`}
        </header>
        <main>${body}</main>
        <footer>Made by maskpred. The page loads nothing from anywhere.</footer>
      </body>
    </html> `;
  return numberClipPaths(page.toString());
}
