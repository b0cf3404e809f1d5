import type { EpochRecord } from '@maskpred/core';
import { readCheckpoint, writeCheckpoint } from '@maskpred/core/train';
import type { EpochState } from './epoch-loop.js';

/** Where a training of several phases stands. */
export interface TrainState {
  readonly phase: string;
  readonly epochs: EpochState;
  readonly history: readonly EpochRecord[];
}

/** What a checkpoint holds as JSON. */
interface StoredState {
  readonly phase: string;
  readonly done: number;
  readonly iterations: number;
  readonly best?: { readonly epoch: number; readonly loss: number };
  readonly history: readonly EpochRecord[];
}

type Arrays = Readonly<Record<string, Float32Array>>;

const under = (folder: string, arrays: Arrays): Arrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [`${folder}:${name}`, values]));

const below = (folder: string, arrays: Arrays): Arrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, values]) =>
      name.startsWith(`${folder}:`) ? [[name.slice(folder.length + 1), values]] : [],
    ),
  );

/** @throws {MaskpredError} WRITE_FAILED. */
export async function saveTrainState(path: string, key: string, train: TrainState): Promise<void> {
  const { phase, epochs, history } = train;
  const { done, values, adam, best } = epochs;
  const state: StoredState = {
    phase,
    done,
    iterations: adam.iterations,
    ...(best ? { best: { epoch: best.epoch, loss: best.loss } } : {}),
    history,
  };
  await writeCheckpoint(path, key, {
    state,
    arrays: {
      ...under('values', values),
      ...under('moments', Object.fromEntries(adam.moments.map((values, i) => [String(i), values]))),
      ...under('best', best?.values ?? {}),
    },
  });
}

/** @throws {MaskpredError} FILE_UNREADABLE. */
export async function loadTrainState(
  path: string,
  key: string,
): Promise<{ readonly status: 'none' | 'other' | 'damaged' | 'found'; readonly train?: TrainState }> {
  const found = await readCheckpoint<StoredState>(path, key);
  if (found.status !== 'found') return found;
  const { state, arrays } = found.checkpoint;
  const { phase, done, iterations, best, history } = state;
  const moments = Object.values(below('moments', arrays)); // whole numbers as names come in their order
  return {
    status: 'found',
    train: {
      phase,
      history,
      epochs: {
        done,
        values: below('values', arrays),
        adam: { iterations, moments },
        ...(best ? { best: { ...best, values: below('best', arrays) } } : {}),
      },
    },
  };
}
