import fc from 'fast-check';

/** What stands where something else was expected. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    0,
    -0,
    -1,
    1.5,
    1e-320,
    1e308,
    2 ** 31,
    2 ** 53 + 2,
    '0',
    '1e999',
    '../../etc/passwd',
    'C:\\a',
    '\u0000',
    '\ud800',
    '__proto__',
    [],
    {},
    [[]],
    [null],
    { length: 1e9 },
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

const edit = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'repeat', 'rename', 'nest', 'proto'),
  /** Which node, as a share of all of them. */
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  value: odd,
  name: fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '', 'x'),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Values near one of the seeds, in which something is missing, doubled or of another kind. */
export function nearValue(seeds: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 0, maxLength: 4 }))
    .map(([seed, edits]) => edits.reduce<unknown>(apply, structuredClone(seed)));
}

/** {@link nearValue} as JSON. */
export function nearJson(seeds: readonly unknown[]): fc.Arbitrary<string> {
  return nearValue(seeds).map((value) => JSON.stringify(value) ?? 'null');
}

/** Lines of JSON, each near one of the seeds, the last with or without its line break. */
export function nearLines(seeds: readonly unknown[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(nearJson(seeds), { maxLength: 4 }), fc.constantFrom('', '\n', '\r\n', '\n\n'))
    .map(([lines, end]) => lines.join('\n') + end);
}

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

function apply(root: unknown, { kind, at, value, name }: Edit): unknown {
  const places = placesIn(root);
  if (places.length === 0) return kind === 'replace' ? value : root;
  const { holder, key } = places[Math.floor(at * places.length)]!;
  const slots = holder as Record<string, unknown>;
  switch (kind) {
    case 'replace':
      slots[key] = value;
      break;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 'repeat':
      if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
      else define(holder, `${key}2`, structuredClone(holder[key]));
      break;
    case 'rename':
      if (!Array.isArray(holder)) {
        const moved = holder[key];
        delete holder[key];
        define(holder, name, moved);
      }
      break;
    case 'nest':
      slots[key] = [slots[key]];
      break;
    case 'proto':
      if (!Array.isArray(holder)) define(holder, '__proto__', { polluted: true });
      break;
  }
  return root;
}

/** An own property even when it is called `__proto__`, as JSON.parse makes it. */
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Place['holder'];
  return Object.keys(holder).flatMap((key) => [
    { holder, key },
    ...placesIn((holder as Record<string, unknown>)[key]),
  ]);
}
