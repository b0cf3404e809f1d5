import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { trainDetector, type TrainedDetector, type TrainProgress } from '@maskpred/detector/train';
import type { EngineName } from '@maskpred/core/tfjs';
import { type CommandContext, write } from '../context.js';
import type { ReadBoxesOptions } from '../dataset/crop/read-boxes.js';
import { EXIT } from '../exit-code.js';
import { formatFailure } from '../failure.js';
import { assertModelTarget, writeModelFolder } from '../train/model-target.js';
import { formatBytes, formatDetectorSummary } from './detector-summary.js';
import { type DetectorDisplay, startDetectorDisplay } from './display.js';
import { describeDetector, formatDetectorCard } from './model-files.js';
import { formatProblem, noteOneLabel, summariseProblems } from './problems.js';
import { formatSplitNote, readTrainingScenes, type TrainingScenes } from './training-scenes.js';

export interface TrainDetectorCommandOptions extends ReadBoxesOptions {
  readonly epochs: number;
  readonly fineTune: number;
  readonly fineTuneFrom: number;
  readonly val: number;
  readonly split?: string;
  readonly variants: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly patience: number;
  readonly seed: number;
  /** Detector to start from: a model folder. */
  readonly start?: string;
  /** Model folder to write. */
  readonly out: string;
  /** Folder of what the frozen layers make of the scenes. */
  readonly cache: string;
  readonly engine?: EngineName | 'auto';
  readonly json?: true;
}

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * Trains the face detector on scenes with boxes and writes the model folder with its report. What is wrong with single
 * scenes is named and counted, and the rest is trained. Interrupted in the middle it writes the best detector so far.
 */
export async function runTrainDetector(
  data: string,
  options: TrainDetectorCommandOptions,
  context: CommandContext,
): Promise<void> {
  const startedAt = performance.now();
  const { out, json } = options;
  const { stdout, stderr, signal } = context;
  await assertModelTarget(out);
  const read = await readTrainingScenes(data, options, context);
  await write(stderr, read.failures.map(formatFailure).join(''));
  await write(stderr, formatSplitNote(read) + noteOneLabel(read.scenes));

  const display = startDetectorDisplay(stderr);
  let trained: TrainedDetector;
  try {
    trained = await train(read, options, context, display);
  } catch (error) {
    if (signal.aborted) {
      display.note('Stopped before the first epoch. What was computed is kept: the same command goes on.\n');
    }
    throw error;
  } finally {
    display.stop();
  }

  const metadata = describeDetector(trained, settingsOf(options), version);
  const run = { data, metadata, durationMs: performance.now() - startedAt, problems: trained.problems };
  await writeModelFolder(out, {
    ...trained.folder,
    'metadata.json': `${JSON.stringify(metadata, null, 2)}\n`,
    'MODEL_CARD.md': formatDetectorCard(metadata),
    ...(await formatReport(trained, run)),
  });
  await write(stderr, summariseProblems(trained.problems));
  await write(stdout, json ? `${JSON.stringify(metadata)}\n` : formatDetectorSummary(metadata, out));
  if (trained.isStopped) {
    const { phase, epoch } = trained.history.at(-1)!;
    await write(
      stderr,
      `Stopped after epoch ${epoch + 1} (${phase}). ${out} holds the best detector so far; the same command goes on from there.\n`,
    );
    return;
  }
  if (trained.findings.length > 0) {
    const page = await drawMistakes(data, out, trained, signal);
    if (!json)
      await write(stdout, `Report: ${out}/report.html. Missed and false faces, with pictures: ${page}\n`);
  }
  const isWhole = read.failures.length === 0 && trained.problems.every(({ kind }) => kind === 'box-clipped');
  if (!isWhole) context.setExitCode(EXIT.failed);
}

async function train(
  { scenes }: TrainingScenes,
  options: TrainDetectorCommandOptions,
  { signal }: CommandContext,
  display: DetectorDisplay,
): Promise<TrainedDetector> {
  const { out, cache, start, engine } = options;
  return trainDetector(scenes, {
    ...settingsOf(options),
    cacheFolder: cache,
    checkpointFolder: `${resolve(out)}.checkpoint`,
    ...(start === undefined ? {} : { start }),
    ...(engine === undefined ? {} : { engine }),
    stopSignal: signal,
    onProgress(event) {
      const note = formatNote(event);
      if (note) display.note(note);
      else display.show(event);
    },
  });
}

/** What the result depends on, besides scenes and start. */
function settingsOf(options: TrainDetectorCommandOptions) {
  const { epochs, fineTune, fineTuneFrom, val, variants, batchSize, learningRate, patience, seed } = options;
  return { epochs, fineTune, fineTuneFrom, val, variants, batchSize, learningRate, patience, seed };
}

function formatNote(event: TrainProgress): string | undefined {
  switch (event.type) {
    case 'scene-problem':
      return formatProblem(event.problem);
    case 'cache-ready':
      return `${event.views} views for the ${event.phase}: ${formatBytes(event.bytes)} in the cache.\n`;
    case 'resumed':
      return `Going on after epoch ${event.epoch} (${event.phase}) of the run that was interrupted.\n`;
    case 'checkpoint-ignored':
      return `The checkpoint of the ${event.phase} that is there ${event.reason === 'other' ? 'is of other scenes or options' : 'is damaged'}: starting anew.\n`;
    case 'stopping':
      return 'Stopping: scores are calibrated for the best detector so far. Ctrl-C again leaves without it.\n';
    default:
      return undefined;
  }
}

/** `report.html` and `evaluation.json`, where scenes were kept out. */
async function formatReport(
  { evaluation, history }: TrainedDetector,
  run: {
    readonly data: string;
    readonly metadata: ReturnType<typeof describeDetector>;
    readonly durationMs: number;
    readonly problems: TrainedDetector['problems'];
  },
) {
  if (!evaluation) return {};
  const { formatSceneFiles } = await import('../report/report-files.js');
  const { engine, settings } = run.metadata.training;
  return formatSceneFiles({
    data: run.data,
    evaluation,
    history,
    models: ['detector: the one that was trained here'],
    options: settings,
    versions: { maskpred: version, 'Node.js': process.versions.node },
    durationMs: run.durationMs,
    engine,
    skipped: run.problems.map((problem) => ({ image: problem.id, message: formatProblem(problem).trim() })),
  });
}

/** Draws missed and false faces into a folder beside `out`: a detector that is published takes no photographs along. */
async function drawMistakes(
  root: string,
  out: string,
  { findings }: TrainedDetector,
  signal: AbortSignal,
): Promise<string> {
  const { picturesFolderOf, writeSceneErrors } = await import('../report/galleries.js');
  return writeSceneErrors(picturesFolderOf(out), { root, findings, signal });
}
