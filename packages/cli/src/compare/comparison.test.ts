import picocolors from 'picocolors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Answers } from './answers.js';
import { compareAnswers } from './comparison.js';
import { formatComparison, verdictOf } from './format-comparison.js';

const plain = picocolors.createColors(false);

function answersOf(list: readonly Answer[], unit: Answers['unit'] = 'pictures'): Answers {
  return { unit, byKey: new Map(list.map((answer) => [answer.image, answer])) };
}

/** So many pictures a cell: [both right, only A, only B, both wrong]. */
function pairOf(cells: readonly [number, number, number, number]): [Answers, Answers] {
  const rights = [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const;
  const answers = cells.flatMap((count, cell) =>
    Array.from({ length: count }, (_, i) =>
      rights[cell]!.map((isRight): Answer => ({
        image: `${cell}-${i}`,
        truth: i % 2 === 0 ? 'mask' : 'no-mask',
        called: isRight ? 'same' : 'other',
        isRight,
      })),
    ),
  );
  return [answersOf(answers.map(([a]) => a!)), answersOf(answers.map(([, b]) => b!))];
}

describe('compareAnswers', () => {
  it('has nothing to compare without answers', () => {
    expect(compareAnswers(answersOf([]), answersOf([]))).toMatchObject({
      size: 0,
      p: 1,
      perLabel: [],
      disagreements: [],
    });
  });

  it('counts the four cells, in all and by label', () => {
    const comparison = compareAnswers(...pairOf([5, 3, 1, 2]));
    expect(comparison).toMatchObject({
      size: 11,
      counts: { bothRight: 5, onlyA: 3, onlyB: 1, bothWrong: 2 },
      a: { value: 8 / 11 },
      b: { value: 6 / 11 },
      difference: { value: -2 / 11 },
      p: 0.625, // 2 * (1 + 4) / 16
    });
    expect(comparison.perLabel.map(({ label, size }) => [label, size])).toEqual([
      ['mask', 7],
      ['no-mask', 4],
    ]);
    expect(comparison.disagreements.map(({ image, right }) => `${image}${right}`)).toEqual([
      '1-0a',
      '1-1a',
      '1-2a',
      '2-0b',
    ]);
  });

  it('leaves out what only one has, other truths, and faces below a size', () => {
    const answer = (image: string, more: Partial<Answer> = {}): Answer => ({
      image,
      truth: 'mask',
      isRight: true,
      ...more,
    });
    const box = (side: number) => ({ x: 0, y: 0, width: side, height: 99 });
    const a = [answer('1'), answer('2'), answer('3'), answer('small', { box: box(23) })];
    const b = [
      answer('1'),
      answer('2', { truth: 'no-mask' }),
      answer('4'),
      answer('5'),
      answer('large', { box: box(24) }),
    ];
    expect(compareAnswers(answersOf(a), answersOf(b), 24)).toMatchObject({
      size: 1,
      leftOut: { onlyInA: 1, onlyInB: 3, otherTruth: 1 },
    });
  });

  it('says the opposite when the two change places', () => {
    const count = fc.nat(12);
    fc.assert(
      fc.property(fc.tuple(count, count, count, count), (cells) => {
        const [a, b] = pairOf(cells);
        const one = compareAnswers(a, b);
        const other = compareAnswers(b, a);
        expect(one.p).toBe(other.p);
        expect(one.difference.value).toBeCloseTo(-other.difference.value, 12);
        expect(one.a).toEqual(other.b);
      }),
    );
  });
});

describe('verdictOf', () => {
  it('does not claim more than the figures', () => {
    expect(verdictOf(compareAnswers(...pairOf([9, 0, 0, 1])))).toBe(
      'A and B are right about the same of these 10 pictures.',
    );
    expect(verdictOf(compareAnswers(...pairOf([90, 2, 5, 3])))).toBe(
      'These 100 pictures do not show which is better: 7 differ, 5 of them right by B alone and 2 by A alone, which ' +
        'chance alone does often enough (p = 0.45).',
    );
    expect(verdictOf(compareAnswers(...pairOf([80, 15, 2, 3])))).toMatch(
      /^On these 100 pictures A is right more often, by 13\.0 percentage points \(95 % interval \d+\.\d to \d+\.\d\): 17 differ/,
    );
  });
});

describe('formatComparison', () => {
  it('shows a table, and what differs when asked', () => {
    const comparison = compareAnswers(...pairOf([5, 1, 1, 0]));
    const text = formatComparison(comparison, { names: ['old', 'new'], list: true }, plain);
    expect(text).toContain('A: old\nB: new\n');
    expect(text).toMatch(/all +7 +5 +1 +1 +0 +85\.7 % +85\.7 %/);
    expect(text).toMatch(/B +2-0 +mask +other +same/);
    expect(formatComparison(comparison, { names: ['old', 'new'] }, plain)).not.toContain('2-0');
  });
});
