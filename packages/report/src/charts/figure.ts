import { html, type Html, trusted } from '../html.js';
import { renderTable, type ReportTable } from '../table.js';

export interface ChartFigure {
  readonly title: string;
  /** What the drawing shows, for who cannot see it. */
  readonly alt: string;
  /** Made by this package. */
  readonly svg: string;
  /** The figures behind it. */
  readonly table: ReportTable;
}

/** A chart with its title, its text for who cannot see it, and its figures as a table that opens. */
export function renderFigure({ title, alt, svg, table }: ChartFigure): Html {
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div role="img" aria-label="${alt}"><div aria-hidden="true">${trusted(svg)}</div></div>
    <details>
      <summary>Figures<span class="unseen"> of the chart ${title}</span></summary>
      ${renderTable(table)}
    </details>
  </figure>`;
}
