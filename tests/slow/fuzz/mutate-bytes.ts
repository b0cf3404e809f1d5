import fc from 'fast-check';

/** What parsers trip over: ends of ranges, quotes, brackets, entities, byte-order marks, broken UTF-8. */
const TOKENS: readonly Uint8Array[] = [
  ...[
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    '9007199254740993',
    'null',
    '"',
    "'",
    '\\',
    '\\u0000',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    '</',
    '&amp;',
    '&#0;',
    '&x;',
    '<!DOCTYPE a [<!ENTITY b "b">]>',
    '<![CDATA[',
    '<!--',
    ']]>',
    '\r\n',
    '\n\n',
    '\t',
    '\u2028',
    '\uFEFF',
    '../',
    '__proto__',
    'constructor',
    ',',
    ':',
    '#',
    '---',
    '*a',
    '&a',
  ].map((text) => new TextEncoder().encode(text)),
  Uint8Array.of(0),
  Uint8Array.of(0xff),
  Uint8Array.of(0xc3, 0x28),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x7f, 0xff, 0xff, 0xff),
  Uint8Array.of(0x80, 0, 0, 0),
];

const edit = fc.record({
  kind: fc.constantFrom('flip', 'flip', 'flip', 'insert', 'replace', 'remove', 'repeat', 'cut', 'move'),
  /** Places as shares of the length, so that they stay places when the text gets shorter. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 24 }),
  token: fc.constantFrom(...TOKENS),
  bit: fc.integer({ min: 0, max: 7 }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Bytes near one of the seeds, and now and then bytes of no kind. */
export function nearBytes(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const near = fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 0, maxLength: 6 }))
    .map(([seed, edits]) => edits.reduce<Uint8Array>(apply, seed));
  return fc.oneof(
    { arbitrary: near, weight: 9 },
    { arbitrary: fc.uint8Array({ maxLength: 200 }), weight: 1 },
  );
}

/** Text near one of the seeds: edited byte by byte, then read as UTF-8 as programs do; now and then any text. */
export function nearText(seeds: readonly string[]): fc.Arbitrary<string> {
  const decoder = new TextDecoder();
  const near = nearBytes(seeds.map((seed) => new TextEncoder().encode(seed))).map((bytes) =>
    decoder.decode(bytes),
  );
  return fc.oneof({ arbitrary: near, weight: 9 }, { arbitrary: fc.string({ unit: 'binary' }), weight: 1 });
}

function apply(bytes: Uint8Array, { kind, at, to, length, token, bit }: Edit): Uint8Array {
  const start = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, start + length);
  const [before, part, after] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)];
  switch (kind) {
    case 'flip': {
      const copy = Uint8Array.from(bytes); // `slice` of a Buffer would share its bytes
      if (start < copy.length) copy[start]! ^= 1 << bit;
      return copy;
    }
    case 'insert':
      return join(before, token, bytes.subarray(start));
    case 'replace':
      return join(before, token, after);
    case 'remove':
      return join(before, after);
    case 'repeat':
      return join(before, part, part, after);
    case 'cut':
      return before;
    case 'move': {
      const rest = join(before, after);
      const place = Math.floor(to * rest.length);
      return join(rest.subarray(0, place), part, rest.subarray(place));
    }
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
