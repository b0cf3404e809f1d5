import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitDataset, type SplitOptions } from './split-dataset.js';
import type { SplitItem } from './split-item.js';
import { formatSplit, parseSplit, type SplitEntry } from './split-file.js';

const CASES = { numRuns: 2000 };

/** Up to 40 items of three labels that share up to 12 names. */
const itemsArbitrary = fc
  .array(
    fc.record({
      label: fc.constantFrom('mask', 'no-mask', 'not-face'),
      groups: fc.array(fc.nat(11).map(String), { maxLength: 2 }),
    }),
    { maxLength: 40 },
  )
  .map((items): SplitItem[] => items.map((item, i) => ({ id: `p${i}`, ...item })));
const optionsArbitrary = fc.record({
  ratios: fc.constantFrom<Record<string, number>>(
    { train: 0.8, val: 0.2 },
    { train: 0.7, val: 0.15, test: 0.15 },
    { a: 0.5, b: 0.5 },
  ),
  seed: fc.nat(99),
});

const partsOf = (entries: readonly SplitEntry[]) => new Map(entries.map(({ id, part }) => [id, part]));
const countOf = (entries: readonly SplitEntry[], part: string) =>
  entries.filter((entry) => entry.part === part).length;

/** Each name and each named group with the parts that it is found in. */
function sidesOf(items: readonly SplitItem[], entries: readonly SplitEntry[]): Set<string>[] {
  const parts = partsOf(entries);
  const sides = new Map<string, Set<string>>();
  const add = (name: string, part: string | undefined) => {
    if (part !== undefined) sides.set(name, (sides.get(name) ?? new Set()).add(part));
  };
  for (const { id, groups = [] } of items) for (const name of groups) add(`name ${name}`, parts.get(id));
  for (const { group, part } of entries) add(`group ${group}`, part);
  return [...sides.values()];
}

describe('splitDataset', () => {
  it('splits nothing into nothing', () => {
    expect(splitDataset([], { seed: 1 })).toEqual({ entries: [], leftOut: [], leak: 0 });
  });

  it('puts every item into one part, and no group into two', () => {
    fc.assert(
      fc.property(itemsArbitrary, optionsArbitrary, (items, options) => {
        const { entries, leftOut } = splitDataset(items, options);
        expect(entries.map(({ id }) => id)).toEqual(items.map(({ id }) => id).sort());
        expect(leftOut).toEqual([]);
        for (const parts of sidesOf(items, entries)) expect(parts.size).toBe(1);
        expect(parseSplit(formatSplit(entries))).toEqual(entries);
      }),
      CASES,
    );
  });

  it('does not depend on the order of the items, and changes none of them', () => {
    fc.assert(
      fc.property(itemsArbitrary, optionsArbitrary, fc.nat(), (items, options, turn) => {
        const turned = [
          ...items.slice(turn % (items.length + 1)),
          ...items.slice(0, turn % (items.length + 1)),
        ];
        const copy = structuredClone(turned);
        expect(splitDataset(turned.reverse(), options)).toEqual(splitDataset(items, options));
        expect(turned.reverse()).toEqual(copy);
      }),
      CASES,
    );
  });

  it('comes as near to the ratios as the largest group allows', () => {
    fc.assert(
      fc.property(itemsArbitrary, optionsArbitrary, (items, { ratios, seed }) => {
        const { entries } = splitDataset(items, { ratios, seed });
        const sizes = new Map<string, number>();
        for (const { group } of entries) sizes.set(group, (sizes.get(group) ?? 0) + 1);
        const largest = Math.max(0, ...sizes.values());
        for (const [part, ratio] of Object.entries(ratios)) {
          // a group may tip a part, and each of the three labels is rounded for itself
          expect(Math.abs(countOf(entries, part) - ratio * items.length)).toBeLessThanOrEqual(largest + 3);
        }
      }),
      CASES,
    );
  });

  it('keeps the parts of an earlier split when items come, go and are tied together', () => {
    fc.assert(
      fc.property(
        itemsArbitrary,
        itemsArbitrary,
        optionsArbitrary,
        fc.nat(),
        (items, more, options, salt) => {
          const previous = splitDataset(items, options).entries;
          const old = items
            .filter((_, i) => (i + salt) % 7 > 0)
            .map((item, i) => ({ ...item, groups: more[i]?.groups ?? [] }));
          const all = [...old, ...more.map((item) => ({ ...item, id: `q${item.id}` }))];
          const { entries, leftOut } = splitDataset(all, { ...options, previous });
          const before = partsOf(previous);
          for (const { id, part } of entries) expect(part).toBe(before.get(id) ?? part);
          expect([...entries, ...leftOut].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
          for (const parts of sidesOf(all, entries)) expect(parts.size).toBe(1);
          expect(splitDataset([...all].reverse(), { ...options, previous })).toEqual({
            entries,
            leftOut,
            leak: expect.any(Number) as number,
          });
        },
      ),
      CASES,
    );
  });

  it('gives the same again from its own result', () => {
    fc.assert(
      fc.property(itemsArbitrary, optionsArbitrary, (items, options) => {
        const { entries } = splitDataset(items, options);
        expect(splitDataset(items, { ...options, previous: entries }).entries).toEqual(entries);
      }),
      CASES,
    );
  });

  it('fills the ratio with new groups', () => {
    const numbered = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({ id: `p${from + i}`, label: 'mask' }));
    const previous = numbered(0, 50).map(({ id, label }) => ({ id, label, group: id, part: 'train' }));
    const { entries } = splitDataset(numbered(0, 100), { seed: 1, previous });
    expect([countOf(entries, 'train'), countOf(entries, 'val')]).toEqual([80, 20]);
  });

  it('shares out every label', () => {
    const items = ['mask', 'no-mask', 'not-face'].flatMap((label, l) =>
      Array.from({ length: 10 * 10 ** l }, (_, i) => ({ id: `${label}/${i}`, label })),
    );
    const { entries } = splitDataset(items, { ratios: { train: 0.7, val: 0.2, test: 0.1 }, seed: 3 });
    const count = (label: string, part: string) =>
      countOf(
        entries.filter((entry) => entry.label === label),
        part,
      );
    expect(
      ['mask', 'no-mask', 'not-face'].map((label) =>
        ['train', 'val', 'test'].map((part) => count(label, part)),
      ),
    ).toEqual([
      [7, 2, 1],
      [70, 20, 10],
      [700, 200, 100],
    ]);
  });

  it('draws another split for another seed', () => {
    const items = Array.from({ length: 100 }, (_, i) => ({ id: `p${i}`, label: 'mask' }));
    const idsOf = (seed: number) =>
      splitDataset(items, { seed }).entries.flatMap(({ id, part }) => (part === 'val' ? [id] : []));
    expect(idsOf(1)).toHaveLength(20);
    expect(idsOf(1)).not.toEqual(idsOf(2));
  });

  describe('with an earlier split', () => {
    const previous: SplitEntry[] = [
      { id: 'a', group: 'a', label: 'mask', part: 'train' },
      { id: 'b', group: 'b', label: 'mask', part: 'val' },
      { id: 'c', group: 'b', label: 'mask', part: 'val' },
    ];
    const item = (id: string, ...groups: string[]): SplitItem => ({ id, label: 'mask', groups });

    it('leaves out a new item that joins groups of two parts, and says so', () => {
      const items = [item('a', '1'), item('b', '2'), item('c'), item('d', '1', '2'), item('e', '2')];
      const { entries, leftOut } = splitDataset(items, { seed: 1, previous });
      expect(leftOut).toEqual([{ id: 'd', reason: 'joins groups of train and val' }]);
      expect(entries.at(-1)).toEqual({ id: 'e', group: 'b', label: 'mask', part: 'val' });
    });

    it('leaves out the old item of the larger part when the two are tied together', () => {
      const { entries, leftOut } = splitDataset([item('a', '1'), item('b'), item('c', '1')], {
        seed: 1,
        previous,
      });
      expect(leftOut).toEqual([{ id: 'a', reason: 'stood in train, but joins groups of val by now' }]);
      expect(entries.map(({ id }) => id)).toEqual(['b', 'c']);
    });

    it('gives a new group no name that an earlier one has', () => {
      const { entries } = splitDataset([item('b'), item('c')], {
        seed: 1,
        previous: [{ ...previous[1], id: 'c' }],
      });
      expect(entries.map(({ group }) => group)).toEqual(['b (2)', 'b']);
    });

    it('leaves alone what stands in a part without a ratio', () => {
      const test = Array.from({ length: 50 }, (_, i) => ({
        id: `t${i}`,
        group: `t${i}`,
        label: 'mask',
        part: 'test',
      }));
      const items = [...test, ...Array.from({ length: 10 }, (_, i) => item(`p${i}`))].map(({ id }) =>
        item(id),
      );
      const { entries } = splitDataset(items, { seed: 1, previous: test });
      expect(['train', 'val', 'test'].map((part) => countOf(entries, part))).toEqual([8, 2, 50]);
    });
  });

  it.each<[string, SplitItem[], Partial<SplitOptions>, string]>([
    [
      'an id that comes twice',
      [
        { id: 'a', label: 'x' },
        { id: 'a', label: 'y' },
      ],
      {},
      'got a twice',
    ],
    ['ratios that are not 1 in all', [], { ratios: { train: 0.8, val: 0.1 } }, '1 in all'],
    ['a ratio of 0', [], { ratios: { train: 1, val: 0 } }, 'above 0'],
    ['no ratios', [], { ratios: {} }, '1 in all'],
    ['a seed with a fraction', [], { seed: 0.5 }, 'whole number'],
  ])('refuses %s', (_, items, options, message) => {
    expect(() => splitDataset(items, { seed: 1, ...options })).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});

describe('the leak of a random split', () => {
  const itemsOf = (sizes: readonly number[]) =>
    sizes.flatMap((size, g) =>
      Array.from({ length: size }, (_, i) => ({ id: `${g}-${i}`, label: 'x', groups: [`${g}`] })),
    );

  it.each([
    ['none without groups', [1, 1, 1, 1, 1], 0],
    ['all of it where all are one group', [10], 1],
    // of 4, 3 are drawn: the one left has its only mate among them, always
    ['pairs among four, three of them drawn', [2, 2], 1],
    // of 10, 8 are drawn: a picture of a pair has its mate among 8 of the other 9
    ['one pair among ten', [2, 1, 1, 1, 1, 1, 1, 1, 1], (2 / 10) * (8 / 9)],
  ])('is %s', (_, sizes, leak) => {
    expect(splitDataset(itemsOf(sizes), { seed: 1 }).leak).toBeCloseTo(leak, 12);
  });

  it('is what drawing many random splits gives', () => {
    const items = itemsOf([7, 4, 4, 3, 2, 2, 2, ...Array<number>(26).fill(1)]); // 50, of which 40 are drawn
    let state = 1;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    let leaked = 0;
    const draws = 20_000;
    for (let d = 0; d < draws; d++) {
      const order = items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key);
      const train = new Set(order.slice(0, 40).map(({ item }) => item.groups[0]));
      leaked += order.slice(40).filter(({ item }) => train.has(item.groups[0])).length / 10;
    }
    expect(splitDataset(items, { seed: 1 }).leak).toBeCloseTo(leaked / draws, 2);
  });
});
