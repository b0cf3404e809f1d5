import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isHistory, readCheckpoint, removeCheckpoint, writeCheckpoint } from '@maskpred/core/train';
import type { EpochRecord } from '@maskpred/core';

/** What a phase has come to after some epochs. */
export interface PhaseProgress {
  readonly history: readonly EpochRecord[];
  /** Averaged weights of the best epoch, by name. */
  readonly best: ReadonlyMap<string, Float32Array>;
  /** Validation of that epoch; -1 before the first. */
  readonly bestAp: number;
  readonly bestEpoch: number;
}

/** All that a phase needs to go on with the same bits. */
export interface PhaseCheckpoint {
  readonly optimiser: ReadonlyMap<string, Float32Array>;
  readonly progress: PhaseProgress;
}

/** What was found of a phase. `other`: of other scenes or options. */
export type FoundPhase =
  | { readonly status: 'none' | 'other' | 'damaged' }
  | { readonly status: 'found'; readonly checkpoint: PhaseCheckpoint };

/** The state after each epoch, by phase. */
export interface Checkpoints {
  load(phase: string): Promise<FoundPhase>;
  save(phase: string, checkpoint: PhaseCheckpoint): Promise<void>;
  /** Removes them all: the training is done. */
  clear(): Promise<void>;
}

const PHASES = ['heads', 'fine-tune'];

/**
 * Checkpoints in a folder, one file a phase, written whole or not at all.
 * @param folder - without it nothing is kept.
 * @param key - hash of scenes, options and network: a run of others does not go on from it.
 */
export function openCheckpoints(folder: string | undefined, key: string): Checkpoints {
  if (folder === undefined) {
    return {
      load: () => Promise.resolve({ status: 'none' }),
      save: () => Promise.resolve(),
      clear: () => Promise.resolve(),
    };
  }
  const pathOf = (phase: string) => join(folder, `${phase}.checkpoint`);
  return {
    async load(phase) {
      const found = await readCheckpoint(pathOf(phase), key, isState);
      if (found.status !== 'found') return { status: found.status };
      const { state, arrays } = found.checkpoint;
      const progress = { ...state, best: below('best/', arrays) };
      return { status: 'found', checkpoint: { optimiser: below('optimiser/', arrays), progress } };
    },
    async save(phase, { optimiser, progress }) {
      const { best, ...state } = progress;
      const arrays = Object.fromEntries([...named('optimiser/', optimiser), ...named('best/', best)]);
      await writeCheckpoint(pathOf(phase), key, { state, arrays });
    },
    async clear() {
      for (const phase of PHASES) await removeCheckpoint(pathOf(phase));
      await rmdir(folder).catch(() => undefined); // it holds something of somebody else, or was never made
    },
  };
}

type StoredState = Omit<PhaseProgress, 'best'>;

function isState(value: unknown): value is StoredState {
  const { history, bestAp, bestEpoch } = (value ?? {}) as Partial<Record<keyof StoredState, unknown>>;
  return isHistory(history) && Number.isFinite(bestAp) && Number.isSafeInteger(bestEpoch);
}

type Arrays = Readonly<Record<string, Float32Array>>;

const named = (prefix: string, arrays: ReadonlyMap<string, Float32Array>) =>
  [...arrays].map(([name, values]) => [prefix + name, values] as const);

function below(prefix: string, arrays: Arrays): Map<string, Float32Array> {
  const entries = Object.entries(arrays).filter(([name]) => name.startsWith(prefix));
  return new Map(entries.map(([name, values]) => [name.slice(prefix.length), values]));
}
