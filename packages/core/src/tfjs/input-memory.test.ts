import { describe, expect, it } from 'vitest';
import { lendInputMemory } from './input-memory.js';
import type { TensorData } from './network.js';

/** Runs that wait until they are told to go on, and what they were given. */
function heldRuns() {
  const given: TensorData[] = [];
  const goOn: (() => void)[] = [];
  const run = lendInputMemory(async (input) => {
    given.push(input);
    await new Promise<void>((resolve) => goOn.push(resolve));
    return [];
  });
  return { given, goOn, run };
}

const filledBy = (number: number) => (values: Float32Array) => void values.fill(number);

describe('lendInputMemory', () => {
  it('passes values on as they are', async () => {
    const values = Float32Array.of(1, 2);
    const run = lendInputMemory((input) => Promise.resolve([input]));
    expect((await run({ shape: [2], values }))[0]!.values).toBe(values);
  });

  it('lends the same memory again, as much of it as the shape needs', async () => {
    const run = lendInputMemory((input) => Promise.resolve([input]));
    const buffers = [];
    for (const side of [4, 3, 4, 2]) {
      const [input] = await run({ shape: [1, side, side, 3], values: filledBy(side) });
      expect([...input!.values]).toEqual(Array(side * side * 3).fill(side));
      buffers.push(input!.values.buffer);
    }
    expect(new Set(buffers).size).toBe(1);
  });

  it('never lends it twice at a time, and keeps the larger', async () => {
    const { given, goOn, run } = heldRuns();
    const first = run({ shape: [5], values: filledBy(1) });
    const second = run({ shape: [9], values: filledBy(2) });
    expect(given.map(({ values }) => [...values])).toEqual([Array(5).fill(1), Array(9).fill(2)]);
    goOn[1]!();
    await second;
    goOn[0]!();
    await first;
    const third = run({ shape: [9], values: filledBy(3) });
    goOn[2]!();
    await third;
    expect(given[2]!.values.buffer).toBe(given[1]!.values.buffer);
  });

  it('takes it back after an error, of the run or of who writes', async () => {
    const buffers: unknown[] = [];
    const run = lendInputMemory(({ values }) => {
      buffers.push(values.buffer);
      return buffers.length === 1 ? Promise.reject(new Error('not run')) : Promise.resolve([]);
    });
    await expect(run({ shape: [3], values: filledBy(1) })).rejects.toThrow('not run');
    const broken = () => {
      throw new Error('not written');
    };
    await expect(run({ shape: [3], values: broken })).rejects.toThrow('not written');
    await run({ shape: [3], values: filledBy(2) });
    expect(buffers[1]).toBe(buffers[0]);
  });
});
