import { join } from 'node:path';
import { openFeatureCache } from '@maskpred/core/train';
import {
  BACKBONE_STAGES,
  FEATURE_LENGTH,
  FEATURES_NODE,
  inputOf,
  stagesBefore,
  type Weights,
} from './backbone.js';
import type { NodeCache } from './features.js';
import { hashStages } from './hash.js';

/** Feature vectors and, for fine-tuning only, the larger activations that its first block reads. */
export interface Caches {
  readonly features: NodeCache;
  readonly activations?: NodeCache;
}

export interface CachesOptions {
  /** First block that is fine-tuned. @default none is */
  readonly block?: number;
  /** What computes them. */
  readonly engine: string;
  /** @default memory only */
  readonly folder: string | undefined;
}

/**
 * Opens the caches, each in a folder named after the layers and the engine that compute it: those of another backbone are
 * never read.
 * @throws {MaskpredError} what {@link openFeatureCache} throws.
 */
export async function openCaches(
  weights: Weights,
  { block, engine, folder }: CachesOptions,
): Promise<Caches> {
  const open = async (node: string, length: number, hash: string): Promise<NodeCache> => {
    const identity = `${hash}-${engine}`;
    const path = folder && join(folder, `${node.replaceAll('/', '.')}-${identity}`);
    return { node, cache: await openFeatureCache(path, length, { identity }) };
  };
  const features = await open(FEATURES_NODE, FEATURE_LENGTH, hashStages(weights, BACKBONE_STAGES));
  if (block === undefined) return { features };
  const { output, shape } = inputOf(block);
  const length = shape.reduce((product, side) => product * side, 1);
  return { features, activations: await open(output, length, hashStages(weights, stagesBefore(block))) };
}
