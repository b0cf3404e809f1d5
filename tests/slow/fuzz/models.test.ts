import { loadClassifier } from '@maskpred/classifier';
import { GraphBuilder, type NamedWeight, readModelJson } from '@maskpred/core/tfjs';
import fc from 'fast-check';
import { describe } from 'vitest';
import { parseAnyMetadata } from '../../../packages/classifier/src/metadata.js';
import { decodeWeights, encodeWeight } from '../../../packages/core/src/tfjs/weights.js';
import { fuzz } from './fuzz.js';
import { nearBytes, nearText } from './mutate-bytes.js';
import { nearJson, nearValue } from './mutate-json.js';

const LABELS = ['mask', 'no-mask'];
const METADATA = {
  formatVersion: 1,
  labels: LABELS,
  inputSize: 8,
  pixelRange: [-1, 1],
  cropMargin: 0.15,
  backbone: 'tiny',
  seed: 1,
  trainedAt: '2026-01-01T00:00:00.000Z',
  packageVersion: '0.0.0',
  trainingSet: { sha256: '0'.repeat(64), size: 2, perLabel: { mask: 1, 'no-mask': 1 } },
  temperature: 1,
  priors: { mask: 0.5, 'no-mask': 0.5 },
  threshold: 0.5,
};
const FOREIGN = {
  formatVersion: 1,
  labels: LABELS,
  inputSize: 8,
  pixelRange: [0, 1],
  cropMargin: 0,
  backbone: 'tiny',
  threshold: 0.5,
  origin: { format: 'keras-h5', file: 'a.h5' },
};

const weight = (name: string, ...shape: number[]): NamedWeight => {
  const length = shape.reduce((product, side) => product * side, 1);
  return { name, shape, values: Float32Array.from({ length }, (_, i) => ((i * 7) % 11) / 11 - 0.5) };
};

/** A network of one convolution and one dense layer, which takes a millisecond to load. */
function tinyModel(precision: 'uint8' | 'uint8-per-channel'): Record<string, string | Uint8Array> {
  const graph = new GraphBuilder();
  const input = graph.placeholder('input', [-1, 8, 8, 3]);
  const convolved = graph.conv2d(
    'conv',
    { input, kernel: weight('k', 3, 3, 3, 4), bias: weight('b', 4), stride: 2, activation: 'relu6' },
    precision,
  );
  const pooled = graph.globalAveragePool('pool', convolved);
  const logits = graph.dense('dense', { input: pooled, kernel: weight('dk', 4, 2), bias: weight('db', 2) });
  return graph.build([graph.softmax('scores', logits)]);
}

const models = [tinyModel('uint8'), tinyModel('uint8-per-channel')] as const;
const modelJson = (model: Record<string, string | Uint8Array>) => model['model.json'] as string;
const jsons = models.map((model) => JSON.parse(modelJson(model)) as unknown);
const picture = { data: new Uint8Array(8 * 8 * 3).fill(99), width: 8, height: 8, channels: 3 } as const;

function dataUrl(content: string | Uint8Array): string {
  return `data:application/octet-stream;base64,${Buffer.from(content).toString('base64')}`;
}

/** Loads a model whose files are given, and asks it once. */
async function loadAndAsk(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const all = { 'metadata.json': JSON.stringify(METADATA), ...files };
  const urls = Object.fromEntries(Object.entries(all).map(([name, content]) => [name, dataUrl(content)]));
  const classifier = await loadClassifier(urls, { engine: 'wasm' });
  try {
    await classifier.classify([picture]);
  } finally {
    classifier.dispose();
  }
}

describe('a model folder', () => {
  fuzz(
    'model-json',
    fc
      .constantFrom(0, 1)
      .chain((which) =>
        fc
          .oneof(nearJson([jsons[which]]), nearText([modelJson(models[which]!)]))
          .map((text) => ({ ...models[which], 'model.json': text })),
      ),
    loadAndAsk,
  );
  const { spec, bytes } = encodeWeight(weight('k', 2, 3), 'uint8');
  const half = encodeWeight(weight('h', 4), 'float16');
  const all = Uint8Array.of(...bytes, ...half.bytes);
  fuzz(
    'weights',
    fc.tuple(nearValue([[spec, half.spec]]), fc.oneof(fc.constant(all), nearBytes([all]))),
    ([specs, content]) => {
      for (const [name, { shape, values }] of decodeWeights(specs, content)) {
        const length = shape.reduce((product, side) => product * side, 1);
        if (values.length !== length)
          throw new Error(`${name} has ${values.length} numbers for ${shape.join()}`);
      }
    },
  );
  fuzz(
    'metadata',
    fc.oneof(nearJson([METADATA, FOREIGN]), nearText([JSON.stringify(METADATA), JSON.stringify(FOREIGN)])),
    async (text) => {
      const json = await readModelJson({ 'metadata.json': dataUrl(text) }, 'metadata.json');
      return parseAnyMetadata(json, 'metadata.json');
    },
  );
});
