import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { loadClassifier, type LoadClassifierOptions } from '../../load-classifier.js';
import { type KerasModel, type KerasWeight, tinyMaskNet } from './tiny-mobilenet.js';

/** The engine whose tensors can be counted; start it first. */
export const WASM = { engine: 'wasm' } as const;

/** That loading rejects so, and leaves no tensor behind. */
export async function expectRefusal(
  source: string,
  options: LoadClassifierOptions,
  code: string,
  ...parts: readonly string[]
): Promise<void> {
  const before = tf.memory().numTensors;
  const error: unknown = await loadClassifier(source, { ...WASM, ...options }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code });
  for (const part of parts) expect((error as Error).message).toContain(part);
  expect(tf.memory().numTensors).toBe(before);
}

/** The tiny network with its JSON changed. */
export function edited(change: (text: string) => string): KerasModel {
  const { topology, weights } = tinyMaskNet();
  const text = JSON.stringify(topology);
  const changed = change(text);
  expect(changed).not.toBe(text);
  return { topology: JSON.parse(changed) as KerasModel['topology'], weights };
}

/** The tiny network with the weight of one layer changed, or left out. */
export function withWeight(
  layer: string,
  name: string,
  change: (weight: KerasWeight) => KerasWeight | undefined,
): KerasModel {
  const { topology, weights } = tinyMaskNet();
  const changed = weights.flatMap((weight) => {
    const result = weight.layer === layer && weight.name === name ? change(weight) : weight;
    return result ? [result] : [];
  });
  return { topology, weights: changed };
}
