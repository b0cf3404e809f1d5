import { createRequire } from 'node:module';
import type { EngineName } from '@maskpred/core/tfjs';
import type { ModelMetadata } from '@maskpred/classifier';
import { trainClassifier } from '@maskpred/classifier/train';
import Table from 'cli-table3';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { failureOf, formatFailure } from '../failure.js';
import { assertModelTarget, writeModelFolder } from './model-target.js';
import { startTrainDisplay } from './train-progress.js';
import { readTrainingFolder } from './training-samples.js';

export interface TrainCommandOptions {
  readonly epochs: number;
  readonly fineTune: number;
  readonly val: number;
  readonly variants: number;
  readonly seed: number;
  /** Share of a label in use. */
  readonly prior?: Readonly<Record<string, number>>;
  readonly backbone?: string;
  /** Model folder to write. */
  readonly out: string;
  /** Folder of feature vectors. */
  readonly cache: string;
  readonly engine?: EngineName | 'auto';
  readonly json?: true;
}

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Trains on a folder of face crops and writes the model folder. Pictures that cannot be read are reported and left out. */
export async function runTrain(
  data: string,
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, cache, json, prior, ...settings } = options;
  const { stdout, stderr, signal } = context;
  await assertModelTarget(out);
  const { labels, samples } = await readTrainingFolder(data, signal);
  const display = startTrainDisplay(stderr);
  const skipped: string[] = [];
  try {
    const { folder, metadata } = await trainClassifier(samples, {
      ...settings,
      ...(prior ? { priors: prior } : {}),
      labels,
      cacheFolder: cache,
      packageVersion: version,
      signal,
      onProgress(event) {
        if (event.type === 'sample-skipped') skipped.push(formatFailure(failureOf(event.error)));
        else display.show(event);
      },
    });
    display.stop();
    await writeModelFolder(out, folder);
    await write(stderr, skipped.join(''));
    await write(stdout, json ? `${JSON.stringify(metadata)}\n` : formatSummary(metadata, out));
  } finally {
    display.stop();
  }
  if (skipped.length > 0) context.setExitCode(EXIT.failed);
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
      table.push([label, ...metrics.confusion[i]!.map(String), percent(metrics.recall[label]!.value)]);
    });
    lines.push(
      table.toString(),
      `Accuracy ${percent(value)} (95 % interval ${percent(low)} to ${percent(high)}) of ${size} pictures kept out.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
