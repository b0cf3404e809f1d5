import { type BarChart, renderBarChart } from './charts/bar-chart.js';
import { type FindingSection, renderFindings } from './findings.js';
import { html, type Html } from './html.js';
import { renderPage } from './page.js';
import { renderTable, type ReportTable } from './table.js';

/** What the page on a data set shows. */
export interface DatasetReport {
  readonly title: string;
  /** One line below the title, such as the folder. */
  readonly note?: string;
  /** The figures on top. */
  readonly figures: readonly { readonly name: string; readonly value: string }[];
  readonly charts: readonly BarChart[];
  readonly tables: readonly ReportTable[];
  /** Absent when nothing was checked; `[]` when all is well. */
  readonly findings?: readonly FindingSection[];
}

/**
 * The self-contained HTML page on a data set: its figures, charts, and the pictures that are worth a look.
 * Every text is escaped, and a picture from another origin is not shown.
 * @example
 * const bars = [{ name: 'mask', value: 1671 }, { name: 'no-mask', value: 1507 }];
 * const page = await formatDatasetReport({
 *   title: 'Data set report',
 *   figures: [{ name: 'pictures', value: '3178' }],
 *   charts: [{ title: 'Labels', xTitle: 'label', yTitle: 'pictures', bars }],
 *   tables: [],
 * });
 * console.log(page.includes('<svg')); // true
 */
export async function formatDatasetReport(report: DatasetReport): Promise<string> {
  const { title, note, figures, tables, findings } = report;
  const charts: Html[] = [];
  for (const chart of report.charts) charts.push(await renderBarChart(chart));
  const body = html`
    <ul class="figures">
      ${figures.map(({ name, value }) => html`<li><b>${value}</b> ${name}</li>`)}
    </ul>
    ${findings ? renderFindings(findings) : ''}
    <section>
      <h2>What it consists of</h2>
      <div class="charts">${charts}</div>
      ${tables.map(renderTable)}
    </section>
  `;
  return renderPage({ title, ...(note === undefined ? {} : { note }), body });
}
