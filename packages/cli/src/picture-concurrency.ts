import { availableParallelism } from 'node:os';
import type { EngineName } from '@maskpred/core/tfjs';

export const DEFAULTS = Object.freeze({
  /** Threads: more would take more than a gigabyte that nobody asked for. */
  mostThreads: 4,
  /** Pictures for each thread: its start, in which it loads the networks, has to pay. */
  picturesPerThread: Object.freeze({ predict: 8, classify: 64 }),
  /** Bytes of memory for a thread; measured 210 MB with tensorflow, 250 with wasm, 270 with onnx on pictures of 1920 pixels. */
  bytesPerThread: 300e6,
  /** Share of the memory that is available, for all threads. */
  memoryShare: 0.5,
});

/** What a machine has. */
export interface Machine {
  readonly cores: number;
  /** Bytes, within the limits of a container. */
  readonly memory: number;
}

export interface ConcurrencyRequest {
  readonly task: keyof typeof DEFAULTS.picturesPerThread;
  /** What the user says, which holds as far as there are pictures. */
  readonly concurrency?: number | undefined;
  readonly engine?: EngineName | 'auto' | undefined;
  readonly pictures: number;
}

/**
 * How many threads look at pictures: as the user says, else one a core, at most 4, for every 8 pictures (64 crops), in half of the
 * memory that is available. `tensorflow` gets one: a run of it uses every core.
 */
export function chooseConcurrency(
  { task, concurrency, engine = engineOfEnvironment(), pictures }: ConcurrencyRequest,
  machine: Machine = thisMachine(),
): number {
  if (concurrency !== undefined) return Math.max(1, Math.min(concurrency, pictures));
  if (engine === 'tensorflow') return 1;
  const { mostThreads, picturesPerThread, bytesPerThread, memoryShare } = DEFAULTS;
  const inMemory = Math.floor((machine.memory * memoryShare) / bytesPerThread);
  const forPictures = Math.floor(pictures / picturesPerThread[task]);
  return Math.max(1, Math.min(machine.cores, mostThreads, forPictures, inMemory));
}

function engineOfEnvironment(): EngineName | 'auto' | undefined {
  return process.env['MASKPRED_ENGINE'] as EngineName | 'auto' | undefined;
}

function thisMachine(): Machine {
  return { cores: availableParallelism(), memory: process.availableMemory() };
}
