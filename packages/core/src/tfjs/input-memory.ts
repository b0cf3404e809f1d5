import type { Network, TensorData } from './network.js';

/**
 * A network's `run` that lends memory to those who write its input, and the same memory again: inputs take megabytes
 * and live shortly, so new ones each time would make the garbage collector run at every other picture.
 *
 * As much memory is kept as was ever lent at a time to one; who asks while it is lent gets memory that is not kept.
 *
 * @param run - takes its input's values to be another's once it has settled.
 */
export function lendInputMemory(run: (input: TensorData) => Promise<TensorData[]>): Network['run'] {
  const spare: Float32Array[] = []; // one, or none while it is lent
  return async ({ shape, values }) => {
    if (typeof values !== 'function') return run({ shape, values });
    const length = shape.reduce((product, side) => product * side, 1);
    const kept = spare.pop();
    const memory = kept && kept.length >= length ? kept : new Float32Array(length);
    try {
      const lent = memory.subarray(0, length);
      values(lent);
      return await run({ shape, values: lent });
    } finally {
      const other = spare.pop();
      spare.push(other && other.length > memory.length ? other : memory);
    }
  };
}
