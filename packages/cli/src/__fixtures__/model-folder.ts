import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphBuilder } from '@maskpred/core/tfjs';

const INPUT_SIZE = 16;
const LABELS = ['mask', 'no-mask', 'not-face'] as const;

/**
 * Writes a model folder whose network answers by colour: blue crops are `mask`, red ones `no-mask`, green ones
 * `not-face`. It is as whole as a trained one, and small.
 */
export async function writeColourModel(folder: string): Promise<void> {
  const graph = new GraphBuilder();
  const input = graph.placeholder('input', [-1, INPUT_SIZE, INPUT_SIZE, 3]);
  const pooled = graph.globalAveragePool('pool', input);
  const kernel = Float32Array.of(-4, 4, -4, -4, -4, 4, 4, -4, -4); // [red, green, blue] x labels
  const logits = graph.dense('logits', {
    input: pooled,
    kernel: { name: 'kernel', shape: [3, 3], values: kernel },
    bias: { name: 'bias', shape: [3], values: new Float32Array(3) },
  });
  const files = graph.build([graph.softmax('scores', logits)]);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'metadata.json'), JSON.stringify(metadataOf(LABELS)));
}

/** The metadata.json of a folder by {@link writeColourModel}, with these labels. */
export function metadataOf(labels: readonly string[]): object {
  return {
    formatVersion: 1,
    labels,
    inputSize: INPUT_SIZE,
    pixelRange: [-1, 1],
    cropMargin: 0.1,
    backbone: 'colour',
    seed: 1,
    trainedAt: '2026-01-01T00:00:00.000Z',
    packageVersion: '0.0.0',
    trainingSet: { sha256: '0'.repeat(64), size: 3, perLabel: { mask: 1, 'no-mask': 1, 'not-face': 1 } },
    temperature: 1,
    priors: Object.fromEntries(labels.map((label) => [label, 1 / labels.length])),
    threshold: 0.5,
  };
}
