import { type CallOptions, MaskpredError, type RawImage } from '@maskpred/core';
import {
  type EngineOptions,
  loadNetwork,
  type ModelSource,
  type Network,
  readModelJson,
  type TensorData,
} from '@maskpred/core/tfjs';
import { type ModelMetadata, parseMetadata } from './metadata.js';
import { preprocess } from './preprocess.js';
import { SHIPPED_MODEL } from './shipped-model.js';
import { FEATURES_NODE } from './train/backbone.js';

/** Turns pictures into feature vectors that lie close together where the pictures look alike. */
export interface FaceEmbedder {
  /** Of the model whose features these are: vectors of two models cannot be compared. */
  readonly metadata: ModelMetadata;
  /** Numbers in a vector: 1280 for MobileNetV2. */
  readonly length: number;
  /**
   * One vector a picture, in their order, none below 0. Compare two by the cosine of their angle.
   * @throws {MaskpredError} DISPOSED; `signal.reason` when aborted.
   */
  embed(images: readonly RawImage[], options?: CallOptions): Promise<Float32Array[]>;
  /** Frees the weights; may be called again. */
  dispose(): void;
}

/** Pictures a network run takes at once, as in the classifier. */
const BATCH_SIZE = 8;

/**
 * The part of a classifier that sees: its features before the last layer, for finding pictures that look alike.
 *
 * @param source - a model folder that `maskpred train` wrote. @default the model that ships
 * @throws {MaskpredError} MODEL_LOAD_FAILED, MODEL_INCOMPATIBLE when the network has no node `features`, and what starting
 * the engine throws.
 * @example
 * const embedder = await createFaceEmbedder();
 * const [vector] = await embedder.embed([await decodeImage('face.jpg')]);
 * console.log(vector.length); // 1280
 */
export async function createFaceEmbedder(
  source: ModelSource = SHIPPED_MODEL,
  options: EngineOptions = {},
): Promise<FaceEmbedder> {
  const location = typeof source === 'string' || source instanceof URL ? String(source) : 'the model';
  const metadata = parseMetadata(await readModelJson(source, 'metadata.json'), location);
  const network = await loadNetwork(source, { ...options, outputs: [FEATURES_NODE] });
  try {
    return createEmbedder(network, metadata, await lengthOf(network, metadata, location));
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function createEmbedder(network: Network, metadata: ModelMetadata, length: number): FaceEmbedder {
  let isDisposed = false;

  const assertUsable = (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    if (isDisposed) {
      throw new MaskpredError(
        'DISPOSED',
        'This embedder was disposed. Make another with createFaceEmbedder().',
      );
    }
  };

  return {
    metadata,
    length,
    async embed(images, { signal }: CallOptions = {}) {
      assertUsable(signal);
      const vectors: Float32Array[] = [];
      for (let i = 0; i < images.length; i += BATCH_SIZE) {
        // Lets timers and cancellation in between two network runs, which block.
        if (i > 0) await new Promise((resolve) => setTimeout(resolve));
        assertUsable(signal);
        const batch = images.slice(i, i + BATCH_SIZE);
        const { values } = await runToFeatures(network, metadata, batch);
        batch.forEach((_, row) => vectors.push(values.slice(row * length, (row + 1) * length)));
      }
      return vectors;
    },
    dispose() {
      if (!isDisposed) network.dispose();
      isDisposed = true;
    },
  };
}

/** One network run: `[images.length, length]`. */
async function runToFeatures(
  network: Network,
  { inputSize, pixelRange }: ModelMetadata,
  images: readonly RawImage[],
): Promise<TensorData> {
  const shape = [images.length, inputSize, inputSize, 3];
  const values = (input: Float32Array) => preprocess(images, inputSize, pixelRange, input);
  const [features] = await network.run({ shape, values });
  return features!;
}

/** Runs one blank picture, so that a network of another make is found out here. */
async function lengthOf(network: Network, metadata: ModelMetadata, location: string): Promise<number> {
  const blank = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 } as const;
  try {
    const { shape } = await runToFeatures(network, metadata, [blank]);
    if (shape.length !== 2) throw new Error(`its features have the shape [${shape.join(', ')}]`);
    return shape[1]!;
  } catch (error) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${location}: expected a network with a node "${FEATURES_NODE}" of shape [pictures, numbers], as maskpred train writes it.`,
      { cause: error },
    );
  }
}
