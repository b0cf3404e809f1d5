import * as tf from '@tensorflow/tfjs-core';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import {
  type CallOptions,
  type Classifier,
  type ClassScore,
  MaskpredError,
  type RawImage,
} from '@maskpred/core';
import {
  type EngineOptions,
  loadModel,
  type ModelSource,
  readModelJson,
  startEngine,
} from '@maskpred/core/tfjs';
import { type ModelMetadata, parseMetadata } from './metadata.js';
import { preprocess } from './preprocess.js';
import { SHIPPED_MODEL } from './shipped-model.js';

/** A classifier read from a model folder. */
export interface LoadedClassifier extends Classifier {
  readonly metadata: ModelMetadata;
  readonly cropMargin: number;
}

/** Crops a network run takes at once: more gains no time on WASM and costs 10 MB each. */
const BATCH_SIZE = 8;

/**
 * Loads a classifier: the model that ships with this package, or a model folder that `maskpred train` wrote.
 *
 * @param source - a folder (path in Node, URL anywhere), its model.json, or its files one by one.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing or cut short, MODEL_INCOMPATIBLE when metadata.json
 * does not fit the network, and what starting the engine throws.
 * @example
 * const classifier = await loadClassifier();
 * classifier.labels; // ['mask', 'no-mask', 'not-face']
 */
export async function loadClassifier(
  source: ModelSource = SHIPPED_MODEL,
  options: EngineOptions = {},
): Promise<LoadedClassifier> {
  const metadata = parseMetadata(await readModelJson(source, 'metadata.json'), nameOf(source));
  await startEngine(options);
  const model = await loadModel(source);
  try {
    assertFits(model, metadata, nameOf(source));
  } catch (error) {
    model.dispose();
    throw error;
  }
  return createClassifier(model, metadata);
}

function createClassifier(model: GraphModel, metadata: ModelMetadata): LoadedClassifier {
  const { labels, cropMargin } = metadata;
  let isDisposed = false;

  const assertUsable = (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    if (isDisposed) {
      throw new MaskpredError(
        'DISPOSED',
        'This classifier was disposed. Load another with loadClassifier().',
      );
    }
  };

  async function classifyBatch(faces: readonly RawImage[]): Promise<ClassScore[][]> {
    const scores = runModel(model, metadata, faces);
    const values = (await scores.data()) as Float32Array;
    scores.dispose();
    return faces.map((_, row) =>
      labels
        .map((label, column) => ({ label, score: values[row * labels.length + column]! }))
        .sort((a, b) => b.score - a.score),
    );
  }

  return {
    labels,
    cropMargin,
    metadata,
    async classify(faces, { signal }: CallOptions = {}) {
      assertUsable(signal);
      const rows: ClassScore[][] = [];
      for (let i = 0; i < faces.length; i += BATCH_SIZE) {
        // Lets timers and cancellation in between two network runs, which block.
        if (i > 0) await new Promise((resolve) => setTimeout(resolve));
        assertUsable(signal);
        rows.push(...(await classifyBatch(faces.slice(i, i + BATCH_SIZE))));
      }
      return rows;
    },
    dispose() {
      if (!isDisposed) model.dispose();
      isDisposed = true;
    },
  };
}

/** One network run: `[faces.length, labels.length]` probabilities. */
function runModel(model: GraphModel, metadata: ModelMetadata, faces: readonly RawImage[]): tf.Tensor2D {
  const { inputSize, pixelRange } = metadata;
  return tf.tidy(() => {
    const shape: [number, number, number, number] = [faces.length, inputSize, inputSize, 3];
    return model.execute(tf.tensor4d(preprocess(faces, inputSize, pixelRange), shape)) as tf.Tensor2D;
  });
}

/** A wrong label count or input size is found when loading, not as a wrong answer later: one blank crop is run. */
function assertFits(model: GraphModel, metadata: ModelMetadata, location: string): void {
  const { inputSize, labels } = metadata;
  const blank = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 } as const;
  let outputs: number;
  try {
    const scores = runModel(model, metadata, [blank]);
    outputs = scores.shape.length === 2 ? scores.shape[1] : NaN;
    scores.dispose();
  } catch (error) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${location}: the network does not take pictures of ${inputSize} x ${inputSize}, as its metadata.json says.`,
      { cause: error },
    );
  }
  if (outputs !== labels.length) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${location}: metadata.json names ${labels.length} labels (${labels.join(', ')}), the network has ${outputs} outputs. ` +
        'Copy model.json and metadata.json from the same folder.',
    );
  }
}

function nameOf(source: ModelSource): string {
  return typeof source === 'string' || source instanceof URL ? String(source) : 'the model';
}
