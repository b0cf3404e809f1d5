// JSON.parse says nothing of where a value stood, and for many errors not even where it stopped. Files are read with it
// all the same, since it is ten times faster than a parser that keeps positions; the text is looked at again here only
// when something is wrong. Nothing in here is recursive, so no depth of nesting can exhaust the stack.

/** Where the parts of an array or object begin: by index, or by key (of keys that come twice the last, as JSON.parse has it). */
export type PartOffsets = readonly number[] | ReadonlyMap<string, number>;

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Offset of the first character at which `text` stops being JSON; `text.length` where it ends too early, undefined when
 * it is JSON.
 */
export function findSyntaxError(text: string): number | undefined {
  /** The closing brackets that are still to come. */
  const open: string[] = [];
  let at = skipSpace(text, 0);
  let expects: 'value' | 'value or ]' | 'key' | 'key or }' | 'comma' = 'value';
  for (;;) {
    const character = text[at];
    if (expects === 'comma') {
      const closing = open.at(-1);
      if (closing === undefined) return at === text.length ? undefined : at;
      if (character === closing) open.pop();
      else if (character === ',') expects = closing === ']' ? 'value' : 'key';
      else return at;
      at = skipSpace(text, at + 1);
    } else if (
      (expects === 'value or ]' && character === ']') ||
      (expects === 'key or }' && character === '}')
    ) {
      open.pop();
      expects = 'comma';
      at = skipSpace(text, at + 1);
    } else if (expects === 'key' || expects === 'key or }') {
      const end = character === '"' ? endOfString(text, at, true) : -1;
      if (end < 0) return character === '"' ? -end - 1 : at;
      at = skipSpace(text, end);
      if (text[at] !== ':') return at;
      at = skipSpace(text, at + 1);
      expects = 'value';
    } else if (character === '[' || character === '{') {
      open.push(character === '[' ? ']' : '}');
      expects = character === '[' ? 'value or ]' : 'key or }';
      at = skipSpace(text, at + 1);
    } else {
      const end = character === '"' ? endOfString(text, at, true) : endOfScalar(text, at);
      if (end < 0) return -end - 1;
      at = skipSpace(text, end);
      expects = 'comma';
    }
  }
}

/** Where the parts of the array or object at `offset` begin. `text` is JSON; undefined for another value. */
export function findParts(text: string, offset: number): PartOffsets | undefined {
  const opening = text[offset];
  if (opening !== '[' && opening !== '{') return undefined;
  const elements: number[] = [];
  const members = new Map<string, number>();
  let at = skipSpace(text, offset + 1);
  while (text[at] !== ']' && text[at] !== '}') {
    if (opening === '{') {
      const end = endOfString(text, at, false);
      const key = JSON.parse(text.slice(at, end)) as string;
      at = skipSpace(text, skipSpace(text, end) + 1); // the colon
      members.set(key, at);
    } else elements.push(at);
    at = skipSpace(text, endOfValue(text, at));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return opening === '[' ? elements : members;
}

/** The offset of the first character that is no white space. */
export function skipSpace(text: string, offset: number): number {
  SPACE.lastIndex = offset;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function endOfValue(text: string, offset: number): number {
  let depth = 0;
  let at = offset;
  do {
    const character = text[at];
    if (character === '"') at = endOfString(text, at, false);
    else {
      if (character === '[' || character === '{') depth++;
      else if (character === ']' || character === '}') depth--;
      else if (depth === 0) return Math.abs(endOfScalar(text, at));
      at++;
    }
  } while (depth > 0);
  return at;
}

/** The offset behind a number, `true`, `false` or `null`; -1 - the offset of the first wrong character if it is none. */
function endOfScalar(text: string, offset: number): number {
  SCALAR.lastIndex = offset;
  return SCALAR.test(text) ? SCALAR.lastIndex : -1 - offset;
}

/** The offset behind the string that begins at `offset`; -1 - the offset of the first wrong character if it is none. */
function endOfString(text: string, offset: number, isChecked: boolean): number {
  for (let at = offset + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code === 92) {
      if (isChecked && !/^(["\\/bfnrt]|u[\da-fA-F]{4})/.test(text.slice(at + 1, at + 6))) return -1 - at;
      at++;
    } else if (isChecked && code < 32) return -1 - at;
  }
  return -1 - text.length;
}
