import { mapInOrder } from '@maskpred/core';
import picocolors from 'picocolors';
import { writeFileAtomic } from '@maskpred/core/node';
import type { CommandContext } from './context.js';
import { write } from './context.js';
import { type CopyTarget, planCopies } from './copy-targets.js';
import { EXIT } from './exit-code.js';
import { type Failure, failureOf, formatFailure } from './failure.js';
import { findInputs, type PictureInput } from './inputs.js';
import { isFailed, type PictureAnswer } from './picture-answer.js';
import { chooseConcurrency } from './picture-concurrency.js';
import { openPicturePool } from './picture-pool.js';
import type { PicturePool } from './picture-workers.js';
import { countFaces, formatPredictJson, formatPredictText } from './predict-lines.js';
import type { PictureResult, PredictSettings } from './predict-picture.js';
import { formatDuration, startProgress } from './progress.js';
import { openResults, type ResultsFile } from './results-file.js';
import type { RunClips } from './video/run-videos.js';
import { assertForVideos, splitClips, type VideoOptions } from './video/video-options.js';

export interface PredictOptions extends PredictSettings, VideoOptions {
  readonly json?: true;
  /** Folder for annotated copies. */
  readonly out?: string;
  /** Threads. @default as {@link chooseConcurrency} says */
  readonly concurrency?: number;
  /** File of results to go on with. */
  readonly resume?: string;
}

/** What a run has done so far. */
interface Tally {
  pictures: number;
  failed: number;
  readonly labels: Map<string, number>;
}

const MEMORY_NOTICE =
  'maskpred: memory does not last for the faces of a picture at once; they are classified in smaller batches.\n';

/** Answers for every picture, in input order, each as soon as it and those before it are done; then for every clip. */
export async function runPredict(
  paths: readonly string[],
  options: PredictOptions,
  context: CommandContext,
): Promise<void> {
  const { json, out, concurrency, resume, fps: _, every: __, byFrame: ___, ...settings } = options;
  const { stdout, stderr, signal } = context;
  const { pictures: inputs, clips } = splitClips(
    await findInputs(paths, { withClips: true, ...(out === undefined ? {} : { exclude: out }) }),
  );
  assertForVideos(options, clips.length > 0);
  const runClips = clips.length > 0 ? await planClipsOf(clips, options) : undefined;
  const copies: ReadonlyMap<string, CopyTarget> =
    out === undefined ? new Map() : await planCopies(inputs, out);
  const results = resume === undefined ? undefined : await openResults(resume, 'predict');
  const todo = inputs.filter(({ image }) => !results?.answered.has(image));
  const tally: Tally = { pictures: 0, failed: 0, labels: new Map() };
  const startedAt = Date.now();
  let hasSaidMemory = false;
  let pool: PicturePool<'predict'> | undefined;
  const progress = startProgress(todo.length, stderr);
  try {
    if (todo.some(({ failure }) => !failure)) {
      const { engine } = settings;
      const threads = chooseConcurrency({ task: 'predict', concurrency, engine, pictures: todo.length });
      pool = await openPicturePool('predict', settings, threads);
    }
    const look = (input: PictureInput) => lookAt(input, pool, copies, signal);
    for await (const { answer, copy, isMemoryShort } of mapInOrder(todo, pool?.limit ?? 1, look, signal)) {
      const copyFailure = await keepCopy(copy, copies.get(answer.image));
      // Kept before it is said: what was printed is never done again.
      await keepResult(results, answer, copyFailure !== undefined);
      if (json) await progress.write(stdout, formatPredictJson(answer));
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else await progress.write(stdout, formatPredictText(answer, picocolors));
      if (copyFailure) await progress.write(stderr, formatFailure(copyFailure));
      if (isMemoryShort && !hasSaidMemory) await progress.write(stderr, MEMORY_NOTICE);
      hasSaidMemory ||= isMemoryShort === true;
      count(tally, answer, copyFailure !== undefined);
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    await pool?.close();
    await results?.close();
  }
  if (tally.failed > 0) context.setExitCode(EXIT.failed);
  await runClips?.(context);
  if (stderr.isTTY && stdout.isTTY && inputs.length > 1) {
    const skipped = inputs.length - todo.length;
    await write(stderr, formatSummary(tally, skipped, Date.now() - startedAt));
  }
}

async function planClipsOf(clips: readonly PictureInput[], options: PredictOptions): Promise<RunClips> {
  const { planClips } = await import('./video/run-videos.js');
  return planClips(clips, options);
}

async function lookAt(
  { image, failure }: PictureInput,
  pool: PicturePool<'predict'> | undefined,
  copies: ReadonlyMap<string, CopyTarget>,
  signal: AbortSignal,
): Promise<PictureResult> {
  if (failure || !pool) return { answer: { image, error: failure! } };
  const target = copies.get(image);
  return pool.run({ image, ...(target ? { copyFormat: target.format } : {}) }, signal);
}

async function keepCopy(
  copy: PictureResult['copy'],
  target: CopyTarget | undefined,
): Promise<Failure | undefined> {
  if (!copy || !target) return undefined;
  if (!(copy instanceof Uint8Array)) return { ...copy, message: `${target.path}: ${copy.message}` };
  try {
    await writeFileAtomic(target.path, copy);
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

/** A picture that failed, or whose copy did, is not kept: the next run tries it again. */
async function keepResult(
  results: ResultsFile | undefined,
  answer: PictureAnswer,
  hasCopyFailed: boolean,
): Promise<void> {
  if (results && !isFailed(answer) && !hasCopyFailed) await results.append(formatPredictJson(answer));
}

function count(tally: Tally, answer: PictureAnswer, hasCopyFailed: boolean): void {
  tally.pictures++;
  if (isFailed(answer) || hasCopyFailed) tally.failed++;
  if (isFailed(answer)) return;
  for (const { label } of answer.predictions) tally.labels.set(label, (tally.labels.get(label) ?? 0) + 1);
}

function formatSummary({ pictures, failed, labels }: Tally, skipped: number, ms: number): string {
  const faces = [...labels.values()].reduce((sum, number) => sum + number, 0);
  const byLabel = [...labels].sort().map(([label, number]) => `${number} ${label}`);
  const parts = [
    `${pictures} pictures`,
    byLabel.length > 0 ? `${countFaces(faces)}: ${byLabel.join(', ')}` : 'no face',
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} answered before`] : []),
    formatDuration(ms),
  ];
  return `${picocolors.dim(parts.join('; '))}\n`;
}
