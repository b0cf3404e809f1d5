import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { EngineName } from '@maskpred/core/tfjs';
import { removeCheckpoint } from '@maskpred/core/train';
import type { ModelMetadata } from '@maskpred/classifier';
import {
  type Balance,
  type Schedule,
  trainClassifier,
  type TrainProgress,
  type TrainResult,
} from '@maskpred/classifier/train';
import Table from 'cli-table3';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { failureOf, formatFailure, printable } from '../failure.js';
import { defaultThreads, openFeaturePool } from './feature-pool.js';
import { assertModelTarget, writeModelFolder } from './model-target.js';
import { startTrainDisplay, type TrainDisplay } from './train-progress.js';
import { formatTrainingReport, type TrainedModel, writeMistakesOf } from './training-report.js';
import { formatSplitNote, readTrainingFolder } from './training-samples.js';

export interface TrainCommandOptions {
  readonly epochs: number;
  readonly fineTune: number;
  readonly fineTuneFrom: number;
  readonly val: number;
  readonly split?: string;
  readonly variants: number;
  readonly seed: number;
  readonly balance: Balance;
  readonly schedule: Schedule;
  readonly labelSmoothing: number;
  readonly weightDecay: number;
  readonly patience: number;
  readonly learningRate: number;
  readonly fineTuneLearningRate: number;
  /** Share of a label in use. */
  readonly prior?: Readonly<Record<string, number>>;
  readonly backbone?: string;
  /** Model folder to write. */
  readonly out: string;
  /** Folder of feature vectors. */
  readonly cache: string;
  readonly threads?: number;
  readonly engine?: EngineName | 'auto';
  readonly json?: true;
}

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * Trains on a folder of face crops and writes the model folder with its report. Pictures that cannot be read, or lie under
 * two labels, are reported and left out. Interrupted in the middle it writes the best model so far.
 */
export async function runTrain(
  data: string,
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<void> {
  const startedAt = performance.now();
  const { out, json, engine } = options;
  const { stdout, stderr, signal } = context;
  await assertModelTarget(out);
  const display = startTrainDisplay(stderr);
  const checkpoint = `${resolve(out)}.checkpoint`;
  let result: TrainResult;
  try {
    const folder = await readTrainingFolder(data, options, context);
    await write(stderr, formatSplitNote(folder));
    result = await train(folder, checkpoint, options, { display, signal });
  } catch (error) {
    if (signal.aborted) {
      display.note(
        'Stopped before the first epoch. What was computed is kept: the same command goes on from there.\n',
      );
    }
    throw error;
  } finally {
    display.stop();
  }

  const model: TrainedModel = {
    data,
    result,
    options: { ...describeOptions(options) },
    version,
    durationMs: performance.now() - startedAt,
  };
  const report = await formatTrainingReport(model);
  await writeModelFolder(out, { ...result.folder, ...report });
  await write(stderr, formatLeftOut(result));
  await write(stdout, json ? `${JSON.stringify(result.metadata)}\n` : formatSummary(result.metadata, out));
  if (result.isStopped) {
    const { phase, epoch } = result.history.at(-1)!;
    await write(
      stderr,
      `Stopped after epoch ${epoch + 1} (${phase}). ${out} holds the best model so far; the same command goes on from there.\n`,
    );
    return;
  }
  await removeCheckpoint(checkpoint);
  if (result.heldOut.length > 0) {
    const page = await writeMistakesOf(out, model, { ...(engine ? { engine } : {}), signal });
    if (!json) await write(stdout, `Report: ${out}/report.html. Mistakes, with pictures: ${page}\n`);
  }
  if (result.skipped.length + result.conflicts.length > 0) context.setExitCode(EXIT.failed);
}

async function train(
  { labels, samples }: Awaited<ReturnType<typeof readTrainingFolder>>,
  checkpoint: string,
  options: TrainCommandOptions,
  { display, signal }: { readonly display: TrainDisplay; readonly signal: AbortSignal },
): Promise<TrainResult> {
  const { out: _, cache, json: __, prior, threads = defaultThreads(), split: ___, ...settings } = options;
  const { backbone, engine } = settings;
  const network = { ...(backbone === undefined ? {} : { backbone }), ...(engine ? { engine } : {}) };
  return trainClassifier(samples, {
    ...settings,
    ...(prior ? { priors: prior } : {}),
    ...(threads > 1 ? { createExtractor: () => openFeaturePool(network, threads) } : {}),
    labels,
    cacheFolder: cache,
    checkpoint,
    packageVersion: version,
    stopSignal: signal,
    onProgress(event) {
      const note = formatNote(event);
      if (note) display.note(note);
      else display.show(event);
    },
  });
}

function formatNote(event: TrainProgress): string | undefined {
  if (event.type === 'resumed') {
    return `Going on after epoch ${event.epochsDone} (${event.phase}) of the run that was interrupted.\n`;
  }
  if (event.type === 'checkpoint-ignored') {
    const reason = event.reason === 'other' ? 'is of other pictures or options' : 'is damaged';
    return `The checkpoint that is there ${reason}: starting anew.\n`;
  }
  return undefined;
}

/** Pictures that took no part, one a line. */
function formatLeftOut({ skipped, conflicts }: TrainResult): string {
  const lines = conflicts.map(
    ({ ids, labels }) =>
      `maskpred: ${ids.map(printable).join(', ')}: the same picture under ${labels.join(' and ')}, left out. Keep it where it belongs.\n`,
  );
  return [...skipped.map(({ error }) => formatFailure(failureOf(error))), ...lines].join('');
}

/** What the user chose, for the report: paths of this machine are not in it. */
function describeOptions(options: TrainCommandOptions): Record<string, string | number> {
  const { epochs, fineTune, fineTuneFrom, val, variants, balance, schedule } = options;
  const { labelSmoothing, weightDecay, patience, learningRate, fineTuneLearningRate } = options;
  return {
    epochs,
    'fine-tune': fineTune,
    ...(fineTune > 0
      ? { 'fine-tune-from': fineTuneFrom, 'fine-tune-learning-rate': fineTuneLearningRate }
      : {}),
    val,
    variants,
    balance,
    schedule,
    'learning-rate': learningRate,
    'label-smoothing': labelSmoothing,
    'weight-decay': weightDecay,
    patience,
  };
}

function formatSummary({ labels, metrics, trainingSet }: ModelMetadata, out: string): string {
  const lines = [`Trained on ${trainingSet.size} pictures: ${out}`];
  if (metrics) {
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    const { value, low, high, size } = metrics.accuracy;
    const table = new Table({
      head: ['', ...labels.map((label) => `called ${label}`), 'recall'],
      style: { head: [], border: [] },
    });
    labels.forEach((label, i) => {
      const recall = metrics.recall[label]!;
      const share = recall.size > 0 ? percent(recall.value) : 'none kept out';
      table.push([label, ...metrics.confusion[i]!.map(String), share]);
    });
    lines.push(
      table.toString(),
      `Accuracy ${percent(value)} (95 % interval ${percent(low)} to ${percent(high)}) of ${size} pictures kept out.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
