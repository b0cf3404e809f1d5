import { createRandom } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { drawBalanced } from './examples.js';

const examples = [
  ...Array.from({ length: 10 }, (_, i) => ({ key: `common ${i}`, label: 0 })),
  ...Array.from({ length: 2 }, (_, i) => ({ key: `rare ${i}`, label: 1 })),
];

describe('drawBalanced', () => {
  it('draws nothing from nothing', () => {
    expect(drawBalanced([], 2, 10, createRandom(1))).toEqual([]);
  });

  it('draws each label equally often', () => {
    const drawn = drawBalanced(examples, 2, 12, createRandom(1));
    expect(drawn.filter(({ label }) => label === 0)).toHaveLength(6);
    expect(drawn.filter(({ label }) => label === 1)).toHaveLength(6);
  });

  it('repeats none of a label before all were drawn', () => {
    const drawn = drawBalanced(examples, 2, 20, createRandom(1)).filter(({ label }) => label === 0);
    expect(new Set(drawn.map(({ key }) => key)).size).toBe(10);
  });

  it('passes over labels without examples', () => {
    const drawn = drawBalanced(examples, 3, 12, createRandom(1));
    expect(drawn).toHaveLength(12);
  });

  it('is the same for the same seed', () => {
    expect(drawBalanced(examples, 2, 12, createRandom(5))).toEqual(
      drawBalanced(examples, 2, 12, createRandom(5)),
    );
  });
});
