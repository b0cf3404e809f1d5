import type { ClassificationEvaluation } from '@maskpred/core';
import { html } from './html.js';
import { renderPage } from './page.js';
import {
  classificationFigures,
  classificationLimits,
  classificationSections,
  classificationSummary,
} from './sections/classification.js';
import { type RunReport, runSections } from './sections/run.js';
import { renderFigures, renderSections } from './sections/summary.js';

/** What the page on labelled crops shows. */
export interface EvaluationReport extends RunReport {
  readonly evaluation: ClassificationEvaluation;
}

/**
 * The self-contained HTML page on how a classifier does on labelled crops: figures with intervals, confusion matrix, labels,
 * ROC and precision-recall curves, thresholds, reliability, sizes and sources.
 * @example
 * await writeFile('report.html', await formatEvaluationReport({ title: 'Evaluation', note: 'data/val', evaluation }));
 */
export async function formatEvaluationReport(report: EvaluationReport): Promise<string> {
  const { title, note, evaluation } = report;
  const sections = [
    ...(await classificationSections(evaluation)),
    ...runSections(report, classificationLimits(evaluation)),
  ];
  const body = html`<p>${classificationSummary(evaluation)}</p>
    ${renderFigures(classificationFigures(evaluation))}${renderSections(sections)}`;
  return renderPage({ title, ...(note === undefined ? {} : { note }), body });
}
