import { MaskpredError } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalCases } from './budget.js';
import { assertTyped, type Outcome } from './fuzz.js';
import { nearText } from './mutate-bytes.js';
import { nearJson } from './mutate-json.js';

const run = (call: (text: string) => unknown, inputs: fc.Arbitrary<string>) => {
  const outcome: Outcome = { accepted: 0, refused: new Map() };
  return assertTyped(inputs, call, { cases: 500, outcome }).then(() => outcome);
};

describe('the fuzzing itself', () => {
  it('runs the cases that are promised', () => {
    expect([50_000, 1_000_000]).toContain(totalCases());
  });

  it('fails on an error that is not typed', async () => {
    await expect(run((text) => JSON.parse(text) as unknown, nearText(['{"a":1}']))).rejects.toMatchObject({
      cause: expect.any(SyntaxError),
    });
  });

  it('fails on a property of every object', async () => {
    const pollute = (text: string) => {
      if (text.includes('polluted')) (Object.prototype as { polluted?: boolean }).polluted = true;
    };
    try {
      await expect(run(pollute, nearJson([{ a: 1 }]))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('prototype') },
      });
    } finally {
      delete (Object.prototype as { polluted?: boolean }).polluted;
    }
  });

  it('counts what is accepted and what is refused', async () => {
    const refuseShort = (text: string) => {
      if (text.length < 5) throw new MaskpredError('INVALID_ARGUMENT', 'too short');
    };
    const { accepted, refused } = await run(refuseShort, fc.string());
    expect(accepted + refused.get('INVALID_ARGUMENT')!).toBe(500);
    expect(Math.min(accepted, refused.get('INVALID_ARGUMENT')!)).toBeGreaterThan(50);
  });
});
