import type { ClassificationEvaluation, EpochRecord } from '@maskpred/core';
import { html } from './html.js';
import { formatCount } from './numbers.js';
import { renderPage } from './page.js';
import {
  classificationFigures,
  classificationLimits,
  classificationSections,
  classificationSummary,
} from './sections/classification.js';
import { renderHistory } from './sections/history.js';
import { type RunReport, runSections } from './sections/run.js';
import { type Figure, renderFigures, renderSections } from './sections/summary.js';

/** What the page on a trained classifier shows. */
export interface TrainingReport extends RunReport {
  /** In the order in which the epochs were run. */
  readonly history: readonly EpochRecord[];
  /** Of the pictures kept out of training; absent where none were. */
  readonly evaluation?: ClassificationEvaluation;
  /** Of the whole run, milliseconds. */
  readonly durationMs?: number;
}

/**
 * The self-contained HTML page on a trained classifier: all of {@link formatEvaluationReport} on the pictures kept out, the
 * curves of training, and how it was made.
 * @example
 * const page = await formatTrainingReport({ title: 'Training report', history, evaluation, facts: [{ name: 'seed', value: '1' }] });
 * await writeFile('model/report.html', page);
 */
export async function formatTrainingReport(report: TrainingReport): Promise<string> {
  const { title, note, history, evaluation } = report;
  const sections = [
    ...(history.length > 0 ? [{ title: 'How training went', content: await renderHistory(history) }] : []),
    ...(evaluation ? await classificationSections(evaluation) : []),
    ...runSections(report, evaluation ? classificationLimits(evaluation) : [NOTHING_KEPT_OUT]),
  ];
  const figures = [
    ...(evaluation ? classificationFigures(evaluation, ' kept out') : []),
    ...trainingFigures(report),
  ];
  const body = html`${evaluation ? html`<p>${classificationSummary(evaluation, ' kept out of training')}</p>` : ''}
  ${renderFigures(figures)}${renderSections(sections)}`;
  return renderPage({ title, ...(note === undefined ? {} : { note }), body });
}

const NOTHING_KEPT_OUT =
  'No picture was kept out of training, so nothing is known of how the model does on pictures that it has not seen.';

function trainingFigures({ history, counts, durationMs }: TrainingReport): Figure[] {
  const trained = counts?.reduce((sum, { train }) => sum + train, 0);
  return [
    ...(trained === undefined ? [] : [{ name: 'trained on', value: formatCount(trained) }]),
    ...(history.length > 0
      ? [{ name: history.length === 1 ? 'epoch' : 'epochs', value: String(history.length) }]
      : []),
    ...(durationMs === undefined ? [] : [{ name: 'minutes', value: (durationMs / 60_000).toFixed(1) }]),
  ];
}
