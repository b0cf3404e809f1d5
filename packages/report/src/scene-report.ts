import type { EpochRecord, SceneEvaluation, SceneSizeMetrics } from '@maskpred/core';
import { html } from './html.js';
import { formatCount, formatInterval, formatNumber, formatShare } from './numbers.js';
import { renderPage } from './page.js';
import { renderHistory } from './sections/history.js';
import { type RunReport, runSections } from './sections/run.js';
import { sceneSections } from './sections/scenes.js';
import { type Figure, renderFigures, renderSections } from './sections/summary.js';

/** What the page on whole scenes shows. */
export interface SceneReport extends RunReport {
  readonly evaluation: SceneEvaluation;
  /** Of a detector that was just trained. */
  readonly history?: readonly EpochRecord[];
  /** The smallest faces of the figures on top; those of the first size if there is none such. @default 24 */
  readonly minSize?: number;
}

/**
 * The self-contained HTML page on how faces are found, and labelled, in whole pictures: recall and precision by size of the
 * face, average precision, precision-recall curves, and what the mistakes are.
 * @example
 * await writeFile('report.html', await formatSceneReport({ title: 'Scenes', note: 'data/scenes', evaluation }));
 */
export async function formatSceneReport(report: SceneReport): Promise<string> {
  const { title, note, evaluation, history = [], minSize = 24 } = report;
  const { bySize } = evaluation;
  const headline = bySize.find((metrics) => metrics.minSize === minSize) ?? bySize[0];
  const sections = [
    ...(headline ? await sceneSections(evaluation, headline) : []),
    ...(history.length > 0 ? [{ title: 'How training went', content: await renderHistory(history) }] : []),
    ...runSections(report, limitsOf(evaluation)),
  ];
  const body = html`${renderFigures(figuresOf(evaluation, headline))}${renderSections(sections)}`;
  return renderPage({ title, ...(note === undefined ? {} : { note }), body });
}

function figuresOf({ size, medianMs }: SceneEvaluation, headline: SceneSizeMetrics | undefined): Figure[] {
  const scenes = { name: size === 1 ? 'picture' : 'pictures', value: formatCount(size) };
  const time =
    medianMs === undefined
      ? []
      : [{ name: 'ms a picture', value: formatNumber(medianMs, 0), detail: 'median' }];
  if (!headline) return [scenes, ...time];
  const { minSize, recall, precision, faceAp, map50, faces } = headline;
  return [
    { name: `recall, ${minSize} px on`, value: formatShare(recall.value), detail: formatInterval(recall) },
    {
      name: `precision, ${minSize} px on`,
      value: formatShare(precision.value),
      detail: formatInterval(precision),
    },
    map50 === undefined
      ? { name: `face AP, ${minSize} px on`, value: formatNumber(faceAp) }
      : { name: `mAP50, ${minSize} px on`, value: formatNumber(map50) },
    { name: `faces, ${minSize} px on`, value: formatCount(faces) },
    scenes,
    ...time,
  ];
}

function limitsOf({ size, minIou, minScore, labelMap = {} }: SceneEvaluation): string[] {
  const mapped = Object.entries(labelMap).map(([truth, label]) => `${truth} counts as ${label}`);
  return [
    `The figures are of ${formatCount(size)} pictures and hold for pictures like them. Faces of one picture resemble each other, which the intervals do not know, so they are somewhat too narrow.`,
    `A detection is a face when it overlaps a labelled box by at least ${formatNumber(minIou, 2)} (intersection over union). Recall and precision count detections that score ${formatNumber(minScore, 2)} or more.`,
    ...(mapped.length > 0 ? [`Labels that the model does not have: ${mapped.join(', ')}.`] : []),
  ];
}
