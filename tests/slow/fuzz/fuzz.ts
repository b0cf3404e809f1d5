import { MaskpredError } from '@maskpred/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { casesOf, type FuzzTarget } from './budget.js';

/** The same cases in every run, unless `MASKPRED_FUZZ_SEED` asks for others. */
const SEED = Number(process.env['MASKPRED_FUZZ_SEED'] ?? 20_261_124);

export interface Outcome {
  accepted: number;
  readonly refused: Map<string, number>;
}

/**
 * Declares a test that runs as many cases as the budget gives the target: each is accepted, or refused with a
 * MaskpredError. Both have to happen, and the first to one in fifty,
 * or the inputs are of no use; some parsers (of web pages) refuse nothing.
 */
export function fuzz<T>(
  target: FuzzTarget,
  inputs: fc.Arbitrary<T>,
  run: (input: T) => unknown,
  { canRefuse = true }: { readonly canRefuse?: boolean } = {},
): void {
  const cases = casesOf(target);
  it(`${target}: ${cases} cases end with an answer or a typed error`, async () => {
    const outcome: Outcome = { accepted: 0, refused: new Map() };
    await assertTyped(inputs, run, { cases, outcome });
    expect(outcome.accepted).toBeGreaterThan(cases / 50);
    expect(outcome.refused.size > 0).toBe(canRefuse);
  });
}

/** Runs the cases; rejects with the smallest input that is found to end otherwise. */
export async function assertTyped<T>(
  inputs: fc.Arbitrary<T>,
  run: (input: T) => unknown,
  { cases, outcome }: { readonly cases: number; readonly outcome: Outcome },
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    try {
      await run(input);
      outcome.accepted++;
    } catch (error) {
      if (!MaskpredError.isInstance(error)) throw error;
      if (error.message === '') throw new Error(`${error.code} has no message`, { cause: error });
      outcome.refused.set(error.code, (outcome.refused.get(error.code) ?? 0) + 1);
    }
    if ('polluted' in {}) throw new Error('The prototype of all objects was changed.');
  });
  await fc.assert(property, { numRuns: cases, seed: SEED });
}
