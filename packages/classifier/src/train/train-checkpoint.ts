import type { EpochRecord } from '@maskpred/core';
import { isHistory, readCheckpoint, writeCheckpoint } from '@maskpred/core/train';
import * as z from 'zod/mini';
import type { EpochState } from './epoch-loop.js';

/** Where a training of several phases stands. */
export interface TrainState {
  readonly phase: string;
  readonly epochs: EpochState;
  readonly history: readonly EpochRecord[];
}

const count = z.int().check(z.gte(0));
/** What a checkpoint holds as JSON. */
const stateSchema = z.object({
  phase: z.string(),
  done: count,
  iterations: count,
  best: z.optional(z.object({ epoch: count, loss: z.number() })),
  history: z.custom<readonly EpochRecord[]>(isHistory),
});
type StoredState = z.infer<typeof stateSchema>;

const isState = (value: unknown): value is StoredState => stateSchema.safeParse(value).success;

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
  const found = await readCheckpoint(path, key, isState);
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
