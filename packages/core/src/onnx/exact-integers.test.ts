import { describe, expect, it } from 'vitest';
import { assertExactIntegers } from './exact-integers.js';
import type { OnnxSession, OnnxValue } from './runtime.js';

class Tensor implements OnnxValue {
  readonly data: unknown;
  readonly dims: readonly number[];
  constructor(_: 'float32', data: Float32Array, dims: readonly number[]) {
    this.data = data;
    this.dims = dims;
  }
}

/** A processor that makes this of 6; `wasReleased` says whether its session was. */
function processorThatGives(value: number) {
  let wasReleased = false;
  const session: OnnxSession = {
    inputNames: ['x'],
    run: ({ x }) => {
      const input = x!.data as Float32Array;
      return Promise.resolve({
        y: new Tensor(
          'float32',
          input.map((one) => (-one * value) / 6),
          x!.dims,
        ),
      });
    },
    release: () => {
      wasReleased = true;
      return Promise.resolve();
    },
  };
  return { create: () => Promise.resolve(session), wasReleased: () => wasReleased };
}

describe('assertExactIntegers', () => {
  it('passes a processor that is exact but for the last digit', async () => {
    const { create, wasReleased } = processorThatGives(6.001);
    await assertExactIntegers(create, Tensor);
    expect(wasReleased()).toBe(true);
  });

  it('refuses one whose sums are cut off', async () => {
    const { create, wasReleased } = processorThatGives(3.04);
    await expect(assertExactIntegers(create, Tensor)).rejects.toThrow(
      expect.objectContaining({
        code: 'ENGINE_UNAVAILABLE',
        message: expect.stringContaining('6 came out as 3.04'),
      }),
    );
    expect(wasReleased()).toBe(true);
  });
});
