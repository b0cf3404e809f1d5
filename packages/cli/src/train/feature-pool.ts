import { availableParallelism } from 'node:os';
import { MaskpredError, type RawImage } from '@maskpred/core';
import type { FeatureExtractor, FeatureView } from '@maskpred/classifier/train';
import type { FeatureReply, FeatureSettings, FeatureTask } from './feature-worker.js';

/** Each thread holds a network of its own, about 250 MB: more than four would take the memory of a small machine. */
const MOST_THREADS = 4;

/** What a timer of Node.js takes at most. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Threads that compute features where the user names no number. */
export function defaultThreads(): number {
  return Math.min(MOST_THREADS, availableParallelism());
}

/** Computes features in `threads` threads; the numbers are the same to the bit for any number of them. */
export async function openFeaturePool(settings: FeatureSettings, threads: number): Promise<FeatureExtractor> {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: new URL('./feature-worker.js', import.meta.url).href,
    name: 'extractFeatures',
    minThreads: 1, // the others start when there is work: a run whose features are all cached has none
    maxThreads: threads,
    idleTimeout: LONGEST_TIMEOUT_MS, // each thread keeps its network until the pool is closed
  });
  async function run(image: RawImage, views: readonly FeatureView[]) {
    const task: FeatureTask = { settings, image, views };
    const reply = (await pool.run(task)) as FeatureReply;
    if ('values' in reply) return reply;
    const { code, message } = reply.failure;
    throw code === 'UNEXPECTED' ? new Error(message) : new MaskpredError(code, message);
  }
  try {
    const { engine } = await run(NO_IMAGE, []);
    return {
      engine,
      limit: threads * 2 + 2, // the next pictures are decoded meanwhile
      extract: async (image, views) => (await run(image, views)).values,
      close: () => pool.destroy(),
    };
  } catch (error) {
    await pool.destroy();
    throw error;
  }
}

const NO_IMAGE: RawImage = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 };
