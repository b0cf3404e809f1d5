import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json-file.js';
import { findParts, findSyntaxError, skipSpace } from './json-scan.js';

describe('findSyntaxError', () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  it('says where the text ends when it is empty', () => {
    expect(findSyntaxError('')).toBe(0);
    expect(findSyntaxError(' \n')).toBe(2);
  });

  it('agrees with JSON.parse about what is JSON, also when one character is changed', () => {
    const changed = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', '"', ',', ']', '}', '\\', '-', '0', 'e', ' '),
      )
      .map(([text, at, by]) => {
        const place = at % text.length;
        return text.slice(0, place) + by + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), changed), (text) => {
        expect(findSyntaxError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['[1, 2,]', 6],
    ['{"a": 1, b: 2}', 9],
    ['{"a" 1}', 5],
    ['["a\nb"]', 3],
    ['[tru]', 1],
    ['[1]x', 3],
    ['["a', 3],
  ])('finds the place in %j', (text, place) => {
    expect(findSyntaxError(text)).toBe(place);
  });

  it('does not exhaust the stack', () => {
    expect(findSyntaxError('['.repeat(1e6))).toBe(1e6);
    expect(findSyntaxError('{"a":'.repeat(1e6) + '1' + '}'.repeat(1e6))).toBeUndefined();
  });
});

describe('findParts', () => {
  it('finds every part of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = ` \n${JSON.stringify(value, undefined, indent)}`;
        const parts = findParts(text, skipSpace(text, 0));
        if (Array.isArray(value)) {
          expect(parts).toHaveLength(value.length);
          (parts as number[]).forEach((at, i) =>
            expect(text.startsWith(JSON.stringify(value[i])[0]!, at)).toBe(true),
          );
        } else if (typeof value === 'object' && value !== null) {
          expect([...(parts as Map<string, number>).keys()].sort()).toEqual(Object.keys(value).sort());
        } else expect(parts).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('takes the last of keys that come twice, as JSON.parse does', () => {
    expect((findParts('{"a": 1, "a": 2}', 0) as Map<string, number>).get('a')).toBe(14);
  });
});

describe('readJson', () => {
  it('knows the line of every value', () => {
    const lines = ['{"b": [', '  {"x": "a\\n[{"},', '', '  {"x": 2,', '   "y": [1,', '2]}]}'];
    const { lineOf } = readJson(lines.join('\n'), 'a.json', 1000);
    expect([[], ['b'], ['b', 0], ['b', 1], ['b', 1, 'y', 1], ['b', 1, 'none'], ['c']].map(lineOf)).toEqual([
      1, 1, 2, 4, 6, 4, 1,
    ]);
  });

  it('says the line of an error, and no more than a line of it', () => {
    expect(() => readJson('{"a": 1,\n\n "b": }', 'a.json', 100)).toThrow(/^a\.json:3: expected JSON, got: /);
    expect(() => readJson('', 'a.json', 100)).toThrow(/^a\.json:1: expected JSON/);
  });

  it('refuses what is too long before it is parsed', () => {
    expect(() => readJson('[1]', 'a.json', 2)).toThrow(expect.objectContaining({ file: 'a.json' }));
  });
});
