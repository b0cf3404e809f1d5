import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RgbImage } from '@maskpred/core';
import { GraphBuilder } from '@maskpred/core/tfjs';

const INPUT_SIZE = 16;

/**
 * Writes a model folder whose network answers by colour: the first label speaks for red, the second for green, the third for
 * blue, others for nothing. Its last activations are 4 x 4 places, each the mean of 4 x 4 pixels.
 */
export async function writeGridModel(
  folder: string,
  labels: readonly string[],
  { hasHiddenLayer = false }: { readonly hasHiddenLayer?: boolean } = {},
): Promise<void> {
  const graph = new GraphBuilder();
  let node = graph.placeholder('input', [-1, INPUT_SIZE, INPUT_SIZE, 3]);
  for (const name of ['halve', 'quarter']) {
    // 2 x 2 pixels of one colour, averaged; 1 is added, so that relu6 keeps pixels from -1 on
    const values = Float32Array.from({ length: 2 * 2 * 3 }, () => 0.25);
    const kernel = { name: `${name}/kernel`, shape: [2, 2, 3, 1], values };
    const bias = { name: `${name}/bias`, shape: [3], values: Float32Array.of(1, 1, 1) };
    node = graph.depthwiseConv2d(name, { input: node, kernel, bias, stride: 2, activation: 'relu6' });
  }
  node = graph.globalAveragePool('features', node);
  const dense = (name: string, columns: number, activation?: 'relu6') =>
    graph.dense(name, {
      input: node,
      kernel: {
        name: `${name}/kernel`,
        shape: [3, columns],
        values: Float32Array.from({ length: 3 * columns }, (_, i) =>
          Math.floor(i / columns) === i % columns ? 5 : 0,
        ),
      },
      bias: { name: `${name}/bias`, shape: [columns], values: new Float32Array(columns) },
      ...(activation ? { activation } : {}),
    });
  if (hasHiddenLayer) node = dense('hidden', 3, 'relu6');
  node = dense('logits', labels.length);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(graph.build([graph.softmax('scores', node)]))) {
    await writeFile(join(folder, name), content);
  }
  await writeFile(join(folder, 'metadata.json'), JSON.stringify(metadataOf(labels)));
}

/** A picture made pixel by pixel. */
export function paint(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => readonly [number, number, number],
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * 3);
  }
  return { data, width, height, channels: 3 };
}

function metadataOf(labels: readonly string[]): object {
  return {
    formatVersion: 1,
    labels,
    inputSize: INPUT_SIZE,
    pixelRange: [-1, 1],
    cropMargin: 0,
    backbone: 'grid',
    seed: 1,
    trainedAt: '2026-01-01T00:00:00.000Z',
    packageVersion: '0.0.0',
    trainingSet: { sha256: '0'.repeat(64), size: 0, perLabel: {} },
    temperature: 1,
    priors: Object.fromEntries(labels.map((label) => [label, 1 / labels.length])),
    threshold: 0.5,
  };
}
