import {
  type CallOptions,
  type Classifier,
  type ClassScore,
  MaskpredError,
  messageOf,
  type RawImage,
} from '@maskpred/core';
import {
  type EngineOptions,
  loadNetwork,
  type ModelSource,
  type Network,
  type TensorData,
} from '@maskpred/core/tfjs';
import type { ForeignOptions } from './foreign/given.js';
import { openSource } from './foreign/own-or-foreign.js';
import { nameOfSource } from './foreign/source.js';
import type { ForeignMetadata, ModelMetadata } from './metadata.js';
import { preprocess } from './preprocess.js';
import { SHIPPED_MODEL } from './shipped-model.js';

/** A classifier read from a file or folder. */
export interface LoadedClassifier extends Classifier {
  /** Of a model that another tool trained, less is known: see {@link isForeignMetadata}. */
  readonly metadata: ModelMetadata | ForeignMetadata;
  readonly cropMargin: number;
}

/** Where the network runs, and what a model that another tool trained does not say about itself. */
export interface LoadClassifierOptions extends EngineOptions, ForeignOptions {}

/** Crops a network run takes at once: more gains no time on WASM and costs 10 MB each. */
const BATCH_SIZE = 8;

/**
 * Loads a classifier: the model that ships with this package, a model folder that maskpred wrote, or one that another tool
 * trained. These are a Keras `.h5` file (with `h5wasm` installed), a TensorFlow.js layers model, and a Teachable Machine
 * export; all three are rebuilt as a graph with BatchNorm folded where that goes. They seldom say what their outputs mean:
 * then `labels` must be given, and other options as the messages say. Nothing is guessed.
 *
 * @param source - a folder (path in Node, URL anywhere), its model.json, its files one by one, or a Keras file.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing or cut short; MODEL_INCOMPATIBLE when metadata, network and
 * weights do not fit together, or a layer cannot be run; INVALID_ARGUMENT when an option is missing, or given though the
 * model's own metadata.json says it; MISSING_DEPENDENCY; and what starting the engine throws.
 * @example
 * const classifier = await loadClassifier();
 * classifier.labels; // ['mask', 'no-mask', 'not-face']
 * const theirs = await loadClassifier('mask_mobile_net.h5', { labels: ['with_mask', 'without_mask'] });
 */
export async function loadClassifier(
  source: ModelSource = SHIPPED_MODEL,
  options: LoadClassifierOptions = {},
): Promise<LoadedClassifier> {
  const { engine, ...given } = options;
  const opened = await openSource(source, given);
  const engineOptions: EngineOptions = engine === undefined ? {} : { engine };
  const { network, metadata } = opened.isOwn
    ? { network: await loadNetwork(source, engineOptions), metadata: opened.metadata }
    : await (
        await import('./foreign/load-foreign.js')
      ).loadForeign(source, { ...given, ...engineOptions }, opened.metadata);
  try {
    await assertFits(network, metadata, nameOfSource(source));
  } catch (error) {
    network.dispose();
    throw error;
  }
  return createClassifier(network, metadata);
}

function createClassifier(network: Network, metadata: LoadedClassifier['metadata']): LoadedClassifier {
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
    const { values } = await scoreFaces(network, metadata, faces);
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
      if (!isDisposed) network.dispose();
      isDisposed = true;
    },
  };
}

/** What a picture must look like. */
type InputFormat = Pick<ModelMetadata, 'inputSize' | 'pixelRange'>;

/** One network run: `[faces.length, labels.length]` probabilities. */
async function scoreFaces(
  network: Network,
  { inputSize, pixelRange }: InputFormat,
  faces: readonly RawImage[],
): Promise<TensorData> {
  const shape = [faces.length, inputSize, inputSize, 3];
  const values = (input: Float32Array) => preprocess(faces, inputSize, pixelRange, input);
  const [scores] = await network.run({ shape, values });
  return scores!;
}

/** A wrong label count or input size is found when loading, not as a wrong answer later: one blank crop is run. */
async function assertFits(
  network: Network,
  metadata: LoadedClassifier['metadata'],
  location: string,
): Promise<void> {
  const { inputSize, labels } = metadata;
  const blank = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 } as const;
  let scores: TensorData;
  try {
    scores = await scoreFaces(network, metadata, [blank]);
  } catch (error) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${location}: the network does not take pictures of ${inputSize} x ${inputSize}, as its metadata.json says: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const outputs = scores.shape.length === 2 ? scores.shape[1] : NaN;
  if (outputs !== labels.length) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${location}: metadata.json names ${labels.length} labels (${labels.join(', ')}), the network has ${outputs} outputs. ` +
        'Copy model.json and metadata.json from the same folder.',
    );
  }
}
