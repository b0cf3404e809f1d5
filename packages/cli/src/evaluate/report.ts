import type { CommandContext } from '../context.js';
import { startProgress } from '../progress.js';
import type { ReportedOptions, ReportFiles } from '../report/report-input.js';
import type { Evaluated, OutputFacts } from './evaluated.js';
import type { EvaluateOptions } from './run-options.js';

/** The report and what goes with it, by file name. The charts take a second to load, so only here. */
export async function formatReport(
  evaluated: Evaluated,
  options: EvaluateOptions,
  { path, leftOut, durationMs }: OutputFacts,
): Promise<ReportFiles> {
  const { formatEvaluationFiles, formatSceneFiles } = await import('../report/report-files.js');
  const facts = { data: path, options: reportedOptions(options), skipped: leftOut, durationMs };
  const { model } = options;
  if (evaluated.kind === 'classification') {
    const { evaluation } = evaluated;
    return formatEvaluationFiles({ ...facts, evaluation, ...(model === undefined ? {} : { model }) });
  }
  return formatSceneFiles({ ...facts, evaluation: evaluated.evaluation, models: modelsOf(options) });
}

/**
 * Draws the mistakes into a folder beside `out`, since they are photographs of people and what is in `out` may be shared.
 * @returns the path of the page; undefined for crops of an earlier run whose model is not named: it draws what the model
 * looked at.
 */
export async function drawMistakes(
  out: string,
  evaluated: Evaluated,
  options: EvaluateOptions,
  root: string,
  { stderr, signal }: CommandContext,
): Promise<string | undefined> {
  const { model, engine, from } = options;
  const { picturesFolderOf, writeMistakes, writeSceneErrors } = await import('../report/galleries.js');
  const folder = picturesFolderOf(out);
  let progress: ReturnType<typeof startProgress> | undefined;
  const onPicture = (_done: number, total: number) => {
    progress ??= startProgress(total, stderr, 'mistakes');
    progress.advance(false);
  };
  try {
    if (evaluated.kind === 'scenes') {
      return await writeSceneErrors(folder, { root, findings: evaluated.findings, signal, onPicture });
    }
    if (from !== undefined && model === undefined) return undefined;
    return await writeMistakes(folder, {
      root,
      predictions: evaluated.predictions,
      signal,
      onPicture,
      ...(model === undefined ? {} : { model }),
      ...(engine === undefined ? {} : { engine }),
    });
  } finally {
    progress?.stop();
  }
}

function modelsOf({ detector, model, detectorOnly, from }: EvaluateOptions): string[] {
  if (from !== undefined) return [`as in ${from}`];
  return [
    `detector: ${detector ?? 'ssd'}`,
    ...(detectorOnly ? [] : [`classifier: ${model ?? 'the one that ships'}`]),
  ];
}

function reportedOptions(options: EvaluateOptions): ReportedOptions {
  const { part, from, inputSize, tiles, int8, minScore, sizes, ignoreDifficult, verified, synthetic } =
    options;
  const labels = [...options.as].map(([truth, label]) => `${truth}=${label}`).join(', ');
  return {
    part,
    from,
    'input-size': inputSize,
    tiles,
    int8,
    'min-score': minScore,
    sizes: sizes?.join(','),
    'ignore-difficult': ignoreDifficult,
    verified,
    synthetic,
    as: labels === '' ? undefined : labels,
  };
}
