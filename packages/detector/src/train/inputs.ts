import * as tf from '@tensorflow/tfjs-core';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type DecodedWeights, loadBuiltModel } from '@maskpred/core/tfjs';
import { type FeatureCache, openFeatureCache } from '@maskpred/core/train';
import { buildBody } from '../ssd-graph.js';
import { sha256 } from './hash.js';
import { frozenLayers, type TrainFrom } from './trainable-network.js';
import { CANVAS, type View } from './views.js';

/** What the trained part of the network takes of views. */
export interface ViewInputs {
  /** Sees to it that the views can be loaded fast. */
  prepare(views: readonly View[], options: PrepareOptions): Promise<void>;
  /** `[views, height, width, channels]` each; the caller disposes them. */
  load(views: readonly View[]): Promise<tf.Tensor4D[]>;
  /** Bytes that the prepared views take on disk. */
  readonly diskBytes: number;
  close(): void;
}

export interface PrepareOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onView?: (done: number) => void;
}

/** Views between two writes: 16 of them are some 20 MB, and what a crash loses is seconds of work. */
const VIEWS_PER_SHARD = 16;
/** Bytes of a float16. */
const NUMBER_BYTES = 2;

/** The pictures themselves, drawn anew each time: for training the whole network. */
export function createPictureInputs(): ViewInputs {
  return {
    prepare: () => Promise.resolve(),
    async load(views) {
      const pictures: Float32Array[] = [];
      for (const view of views) pictures.push(await view.render());
      const shape: [number, number, number] = [CANVAS.height, CANVAS.width, 3];
      return [tf.tidy(() => tf.stack(pictures.map((values) => tf.tensor3d(values, shape))) as tf.Tensor4D)];
    },
    diskBytes: 0,
    close: () => undefined,
  };
}

/**
 * What the frozen layers make of views, computed once and kept as float16 in a folder.
 * @param folder - without it in memory.
 */
export async function createCachedInputs(
  weights: DecodedWeights,
  from: TrainFrom,
  folder: string | undefined,
): Promise<ViewInputs> {
  const layers = frozenLayers(from);
  const body = buildBody(weights, layers);
  const names = from === 'heads' ? body.taps : [body.last];
  const network = await loadBuiltModel(body.files);
  const shapes = await outputShapes(network, names);
  const lengths = shapes.map(([height, width, channels]) => height * width * channels);
  const length = lengths.reduce((sum, value) => sum + value, 0);
  const identity = sha256(
    JSON.stringify([from, CANVAS, names]),
    ...layers.flatMap(({ name }) => [bytesOf(weights, `${name}/kernel`), bytesOf(weights, `${name}/bias`)]),
  );
  const cache = await openFeatureCache(folder, length, { identity });
  let prepared = 0;

  return {
    async prepare(views, { signal, onView }) {
      let fresh = 0;
      try {
        for (const [i, view] of views.entries()) {
          signal?.throwIfAborted();
          if (!cache.has(view.key)) {
            await computeOne(view, network, names, cache);
            if (++fresh % VIEWS_PER_SHARD === 0) await cache.flush();
          }
          onView?.(i + 1);
        }
      } finally {
        await cache.flush(); // an interrupted run keeps what it has
      }
      prepared = new Set(views.map(({ key }) => key)).size;
    },
    load(views) {
      const values = cache.gather(views.map(({ key }) => key));
      const tensors = tf.tidy(() => {
        const rows = tf.tensor2d(values, [views.length, length]);
        const pieces = lengths.length === 1 ? [rows] : tf.split(rows, lengths, 1);
        return pieces.map((piece, i) => tf.reshape(piece, [views.length, ...shapes[i]!]) as tf.Tensor4D);
      });
      return Promise.resolve(tensors);
    },
    get diskBytes() {
      return folder === undefined ? 0 : prepared * length * NUMBER_BYTES;
    },
    close() {
      cache.close();
      network.dispose();
    },
  };
}

type Shape = [height: number, width: number, channels: number];

async function computeOne(
  view: View,
  network: GraphModel,
  names: readonly string[],
  cache: FeatureCache,
): Promise<void> {
  const picture = await view.render();
  const output = tf.tidy(() => {
    const image = tf.tensor4d(picture, [1, CANVAS.height, CANVAS.width, 3]);
    const nodes = network.execute(image, [...names]) as tf.Tensor | tf.Tensor[];
    return tf.concat([nodes].flat().map((node) => tf.reshape(node, [-1])));
  });
  await cache.put(view.key, (await output.data()) as Float32Array);
  output.dispose();
}

/** What comes out for one canvas. */
async function outputShapes(network: GraphModel, names: readonly string[]): Promise<Shape[]> {
  const outputs = tf.tidy(() => {
    const nodes = network.execute(tf.zeros([1, CANVAS.height, CANVAS.width, 3]), [...names]) as
      tf.Tensor | tf.Tensor[];
    return [nodes].flat();
  });
  await outputs.at(-1)?.data(); // proves that the engine computes
  const shapes = outputs.map(({ shape }) => shape.slice(1) as Shape);
  tf.dispose(outputs);
  return shapes;
}

function bytesOf(weights: DecodedWeights, name: string): Uint8Array {
  const { values } = weights.get(name)!;
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
