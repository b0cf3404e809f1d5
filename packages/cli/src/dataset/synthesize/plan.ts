import { createHash } from 'node:crypto';
import { createRandom, shuffle } from '@maskpred/core';
import { cropFileName, SYNTHETIC_LABELS, type SyntheticCase } from '@maskpred/dataset';

export interface PlanOptions {
  readonly cases: readonly SyntheticCase[];
  readonly seed: number;
  /** How many pictures are drawn of each face. */
  readonly perFace: number;
  readonly labels: Readonly<Partial<Record<SyntheticCase, string>>>;
}

/** One picture to draw. */
export interface PlannedFace {
  readonly name: SyntheticCase;
  readonly seed: number;
  readonly label: string;
  /** Below the folder of crops. */
  readonly fileName: string;
}

/**
 * What is drawn of one face: every case once before one comes twice, in an order of the face's own. It depends on the
 * picture's bytes, the face's number and the seed, and on nothing that lies beside it.
 */
export function planFace(
  face: { readonly path: string; readonly sha256: string; readonly index: number },
  options: PlanOptions,
): PlannedFace[] {
  const { seed, perFace, labels } = options;
  const { path, sha256, index } = face;
  const cases = shuffle(options.cases, createRandom(seedOf(seed, sha256, index, 'order')));
  return Array.from({ length: perFace }, (_, i): PlannedFace => {
    const name = cases[i % cases.length]!;
    const label = labels[name] ?? SYNTHETIC_LABELS[name];
    const suffix = `synthetic-${name}-${i}`;
    const fileName = cropFileName({ source: path, sha256, index, label, suffix });
    return { name, seed: seedOf(seed, sha256, index, i), label, fileName };
  });
}

/** 31 bits of a hash of all parts. */
function seedOf(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join(':')).digest().readUInt32BE(0) >>> 1;
}
