import { html, type Html } from './html.js';

export interface ReportTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** As many cells a row as there are in `head`; the first is the row's name. */
  readonly rows: readonly (readonly string[])[];
}

/** A {@link ReportTable} whose cells may hold more than text. */
export interface RichTable extends Omit<ReportTable, 'rows'> {
  readonly rows: readonly (readonly [name: string, ...cells: (string | Html)[]])[];
}

/** A table that scrolls by itself where the page is narrow. */
export function renderTable({ caption, head, rows }: ReportTable | RichTable): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => (cell === '' ? html`<td></td>` : html`<th scope="col">${cell}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name = '', ...cells]) =>
            html`<tr>
              <th scope="row"><bdi>${name}</bdi></th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
