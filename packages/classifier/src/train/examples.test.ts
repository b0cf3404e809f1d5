import { describe, expect, it } from 'vitest';
import { type Balance, drawExamples, type Example, learntShares, weightsOf } from './examples.js';

const examples = (sizes: readonly number[]): Example[] =>
  sizes.flatMap((size, label) => Array.from({ length: size }, (_, i) => ({ key: `${label}-${i}`, label })));

const countsOf = (drawn: readonly Example[], labels: number) =>
  Array.from({ length: labels }, (_, label) => drawn.filter((e) => e.label === label).length);
const keysOf = (drawn: readonly Example[]) => drawn.map(({ key }) => key);
const draw = (sizes: readonly number[], balance: Balance, count: number, seed = 1) =>
  drawExamples(examples(sizes), { balance, count, seed });

describe('drawExamples', () => {
  it('draws nothing from nothing', () => {
    expect(draw([], 'sampling', 0)).toEqual([]);
    expect(draw([], 'none', 3)).toEqual([]);
  });

  it('draws each label equally often, whatever their sizes, and passes over absent ones', () => {
    expect(countsOf(draw([90, 10, 0], 'sampling', 100), 3)).toEqual([50, 50, 0]);
  });

  it('repeats an example only when all of its label were drawn', () => {
    const drawn = draw([90, 10], 'sampling', 100);
    const times = new Map<string, number>();
    for (const { key } of drawn) times.set(key, (times.get(key) ?? 0) + 1);
    expect(new Set([...times].filter(([key]) => key.startsWith('1')).map(([, n]) => n))).toEqual(
      new Set([5]),
    );
    expect(Math.max(...[...times].filter(([key]) => key.startsWith('0')).map(([, n]) => n))).toBe(1);
  });

  it.each(['weights', 'none'] as const)('draws every example once with the balance %s', (balance) => {
    const drawn = draw([7, 3], balance, 10);
    expect(keysOf(drawn).sort()).toEqual(keysOf(examples([7, 3])).sort());
    expect(keysOf(drawn)).not.toEqual(keysOf(examples([7, 3])));
  });

  it('gives the same order for the same seed, and another for another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => keysOf(draw([20, 20], 'sampling', 40, seed)));
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('does not mix up the examples that it is given', () => {
    const given = Object.freeze(examples([3, 3]));
    drawExamples(given, { balance: 'sampling', count: 6, seed: 1 });
    expect(given).toEqual(examples([3, 3]));
  });
});

describe('weightsOf', () => {
  it('makes every label count as much as another, 1 an example on average', () => {
    const weights = weightsOf(examples([30, 10, 0]), 3, 'weights');
    expect(30 * weights[0]!).toBeCloseTo(10 * weights[1]!, 10);
    expect(30 * weights[0]! + 10 * weights[1]!).toBeCloseTo(40, 10);
  });

  it.each(['sampling', 'none'] as const)('makes every example count alike with the balance %s', (balance) => {
    expect(weightsOf(examples([30, 10]), 2, balance)).toEqual([1, 1]);
  });
});

describe('learntShares', () => {
  it.each([
    ['sampling', [0.5, 0.5]],
    ['weights', [0.5, 0.5]],
    ['none', [0.75, 0.25]],
  ] as const)('says how often a network met each label with the balance %s', (balance, shares) => {
    expect(learntShares(examples([30, 10]), 2, balance)).toEqual(shares);
  });
});
