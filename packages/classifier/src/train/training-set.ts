import { assertArgument, MaskpredError } from '@maskpred/core';
import type { ModelMetadata } from '../metadata.js';
import type { SampleFeatures, TrainingSample } from './features.js';
import { sha256, shareOf } from './hash.js';
import type { LabelConflict } from './train-options.js';

/** Says of each sample whether it is kept out of training: by its part, else by the hash of its group. */
export function createSplit(val: number, seed: number): (sample: TrainingSample) => boolean {
  return ({ part, group, id }) => (part ? part === 'val' : val > 0 && shareOf(seed, group ?? id) < val);
}

/**
 * Checks that the labels can be learnt.
 * @throws {MaskpredError} INVALID_ARGUMENT for fewer than two labels, UNKNOWN_LABEL for a sample of another one.
 */
export function assertLabels(labels: readonly string[], samples: readonly TrainingSample[]): void {
  assertArgument(
    labels.length >= 2,
    `Training needs at least two labels, got: ${labels.join(', ') || 'none'}. Put the pictures of each into a folder of its own.`,
  );
  assertArgument(new Set(labels).size === labels.length, `Each label comes once, got: ${labels.join(', ')}.`);
  const stranger = samples.find(({ label }) => !labels.includes(label));
  if (stranger) {
    throw new MaskpredError(
      'UNKNOWN_LABEL',
      `${stranger.id}: its label "${stranger.label}" is not one of ${labels.join(', ')}. Rename the folder or add the label.`,
    );
  }
}

/** Which samples have the pixels of a sample with another label. */
export function findConflicts(features: readonly SampleFeatures[]): LabelConflict[] {
  const byPixels = new Map<string, TrainingSample[]>();
  for (const { sample, sha256: hash } of features) {
    byPixels.set(hash, [...(byPixels.get(hash) ?? []), sample]);
  }
  return [...byPixels.values()].flatMap((samples) => {
    const labels = [...new Set(samples.map(({ label }) => label))].sort();
    return labels.length > 1 ? [{ ids: samples.map(({ id }) => id), labels }] : [];
  });
}

/**
 * Checks that every label has a picture to train on, and, where pictures are kept out, more than one in all.
 * @throws {MaskpredError} EMPTY_SPLIT.
 */
export function assertEveryLabel(
  labels: readonly string[],
  trained: readonly SampleFeatures[],
  held: readonly SampleFeatures[],
): void {
  const count = (part: readonly SampleFeatures[], label: string) =>
    part.filter(({ sample }) => sample.label === label).length;
  for (const label of labels) {
    const [here, there] = [count(trained, label), count(held, label)];
    if (here > 0 && (here + there > 1 || held.length === 0)) continue;
    const found = here + there === 0 ? 'no readable picture' : `${here} to train on and ${there} kept out`;
    throw new MaskpredError(
      'EMPTY_SPLIT',
      `The label "${label}" has ${found}. It needs one to train on and one to measure on: add some, or keep none out (val 0).`,
    );
  }
}

/** What the metadata say of the pictures trained on. */
export function describeSet(
  labels: readonly string[],
  trained: readonly SampleFeatures[],
): ModelMetadata['trainingSet'] {
  const lines = trained.map(({ sample, sha256: hash }) => `${sample.label} ${hash}`).sort();
  const count = (label: string) => trained.filter(({ sample }) => sample.label === label).length;
  return {
    sha256: sha256(lines.join('\n')),
    size: trained.length,
    perLabel: Object.fromEntries(labels.map((label) => [label, count(label)])),
  };
}
