import { MaskpredError } from '@maskpred/core';
import {
  type EngineOptions,
  loadNetwork,
  type ModelFiles,
  type ModelSource,
  type Network,
} from '@maskpred/core/tfjs';
import type { BoxAdjustment } from './decode.js';
import type { Scoring } from './group.js';
import { INPUT_RANGE } from './letterbox.js';

/** What a model folder says about itself: `userDefinedMetadata.maskpred` of its model.json. */
export interface SsdMetadata {
  readonly formatVersion: 1;
  readonly kind: 'ssd-mobilenet-v1';
  readonly boxAdjustment: BoxAdjustment;
  /** Candidates below this raw score are not looked at, 0 to 1. */
  readonly candidateScore: number;
  /** Intersection over union above which two boxes are one face, 0 to 1. */
  readonly maxOverlap: number;
  /** For a detector that looks once, and for one that looks twice. */
  readonly scoring: readonly [Scoring, Scoring];
}

export interface SsdModel {
  /** With the outputs {@link OUTPUTS}. */
  readonly network: Network;
  readonly metadata: SsdMetadata;
}

/** One `new URL` a file: bundlers follow these, and not the names inside a manifest. */
export const SHIPPED_MODEL: ModelFiles = {
  'model.json': new URL('../model/ssd/model.json', import.meta.url),
  'group1-shard1of2.bin': new URL('../model/ssd/group1-shard1of2.bin', import.meta.url),
  'group1-shard2of2.bin': new URL('../model/ssd/group1-shard2of2.bin', import.meta.url),
};

/** The graph's output nodes. */
export const OUTPUTS = ['boxes', 'logits'];

/**
 * Loads an SSD on an engine of this platform.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when files are missing or broken, MODEL_INCOMPATIBLE when the model is
 * another kind or lacks its metadata, and what starting the engine throws.
 */
export async function loadSsdModel(
  source: ModelSource,
  { int8 = false, ...options }: EngineOptions & { readonly int8?: boolean } = {},
): Promise<SsdModel> {
  const integers = int8 ? { int8: { inputRange: INPUT_RANGE } } : {};
  const network = await loadNetwork(source, { ...options, ...integers, outputs: OUTPUTS });
  try {
    return { network, metadata: checkMetadata(network) };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function checkMetadata(network: Network): SsdMetadata {
  const { maskpred: metadata } = network.userDefinedMetadata as { maskpred?: Partial<SsdMetadata> | null };
  if (!metadata) throw incompatible('its model.json has no userDefinedMetadata.maskpred');
  const { formatVersion, kind, boxAdjustment, candidateScore, maxOverlap, scoring } = metadata;
  if (formatVersion !== 1 || kind !== 'ssd-mobilenet-v1') {
    throw incompatible(
      `expected kind ssd-mobilenet-v1 of format 1, got ${String(kind)} of ${String(formatVersion)}`,
    );
  }
  const { left, top, right, bottom } = boxAdjustment ?? {};
  const numbers: Record<string, unknown> = { left, top, right, bottom, candidateScore, maxOverlap };
  for (const looks of [0, 1]) {
    const { bias, logit, support, size } = scoring?.[looks] ?? {};
    Object.assign(numbers, prefixed(`scoring[${looks}].`, { bias, logit, support, size }));
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value)) throw incompatible(`${name} is a number, got ${String(value)}`);
  }
  return metadata as SsdMetadata;
}

function prefixed(prefix: string, values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value as unknown]));
}

function incompatible(reason: string): MaskpredError {
  return new MaskpredError(
    'MODEL_INCOMPATIBLE',
    `The face detector's model does not fit: ${reason}. Use a model folder made for this package, or leave \`model\` out.`,
  );
}
