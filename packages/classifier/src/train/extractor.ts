import type { RawImage } from '@maskpred/core';
import {
  type Engine,
  type EngineOptions,
  GraphBuilder,
  loadBuiltNetwork,
  type ModelSource,
  type Network,
} from '@maskpred/core/tfjs';
import { preprocess } from '../preprocess.js';
import { SHIPPED_MODEL } from '../shipped-model.js';
import { augment } from './augment.js';
import { addBackbone, FEATURES_NODE, IMAGE_NODE, INPUT_SIZE, type Weights } from './backbone.js';
import { kernelEncoder } from './precision.js';
import { readBackbone } from './read-backbone.js';

/** One look at a picture. */
export interface FeatureView {
  /** Of the augmented variant. @default the picture as it is */
  readonly seed?: number;
  /** Nodes of the network whose values are wanted. */
  readonly nodes: readonly string[];
}

/** Computes what the backbone makes of pictures. */
export interface FeatureExtractor {
  /** What it runs on; each engine rounds in its own way, so their numbers are kept apart. */
  readonly engine: Engine['name'];
  /** How many pictures keep it busy: so many are read, decoded and looked at at a time. */
  readonly limit: number;
  /** For each view, for each of its nodes, the values. */
  extract(image: RawImage, views: readonly FeatureView[]): Promise<Float32Array[][]>;
  close(): Promise<void>;
}

export interface FeatureExtractorOptions extends EngineOptions {
  /** What {@link readBackbone} reads. @default the shipped model's own backbone */
  readonly backbone?: ModelSource;
}

/**
 * A feature extractor that works in this thread. Several threads with one each give the same numbers to the bit: make a
 * {@link FeatureExtractor} that hands pictures to them and give it to `trainClassifier`.
 *
 * @throws {MaskpredError} what starting the engine and reading the backbone throw.
 */
export async function createFeatureExtractor(
  options: FeatureExtractorOptions = {},
): Promise<FeatureExtractor> {
  return createExtractorOf(await readBackbone(options.backbone ?? SHIPPED_MODEL), options);
}

/** {@link createFeatureExtractor} of weights that are read already. */
export async function createExtractorOf(weights: Weights, options: EngineOptions): Promise<FeatureExtractor> {
  const builder = new GraphBuilder();
  const files = builder.build([addBackbone(builder, weights, kernelEncoder([]))]);
  const networks = new Map<string, Promise<Network>>();

  /** A network puts out what it was loaded for. */
  function networkFor(outputs: readonly string[]): Promise<Network> {
    const name = outputs.join(' ');
    const network = networks.get(name) ?? loadBuiltNetwork(files, { ...options, outputs });
    networks.set(name, network);
    return network;
  }

  /** One picture a run: batches of 4 and 8 took as long a picture on WASM, and more memory. */
  async function run(image: RawImage, nodes: readonly string[]): Promise<Float32Array[]> {
    const values = preprocess([image], INPUT_SIZE, [-1, 1]);
    const inner = nodes.filter((node) => node !== IMAGE_NODE);
    const found = new Map([[IMAGE_NODE, values]]);
    if (inner.length > 0) {
      const network = await networkFor(inner);
      const results = await network.run({ shape: [1, INPUT_SIZE, INPUT_SIZE, 3], values });
      results.forEach((result, i) => found.set(inner[i]!, result.values));
    }
    return nodes.map((node) => found.get(node)!);
  }

  return {
    engine: (await networkFor([FEATURES_NODE])).engine.name,
    limit: 4, // the next pictures are decoded, by sharp in threads of its own, while the network looks at one
    async extract(image, views) {
      const results: Float32Array[][] = [];
      for (const { seed, nodes } of views) {
        results.push(await run(seed === undefined ? image : await augment(image, seed), nodes));
      }
      return results;
    },
    async close() {
      for (const network of networks.values()) (await network).dispose();
      networks.clear();
    },
  };
}
