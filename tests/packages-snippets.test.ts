import { describe, expect, it } from 'vitest';
import { differenceOf, printsOf } from './consumer/snippets.js';

describe('printsOf', () => {
  it('takes the comments of what is printed, and no others', () => {
    const code = `const a = 1; // not this
console.log(a); // 1
// and more
const b = 2;
// nor this
console.log(
  b, // no: inside
);
// [ 2 ]`;
    expect(printsOf(code)).toBe('1\nand more\nno: inside\n[ 2 ]');
    expect(printsOf('')).toBe('');
  });
});

describe('differenceOf', () => {
  it.each([
    ["[ 'no-mask 1.00' ]", "[ 'no-mask 1.00' ]"],
    ['0.0945...', '0.09453120575423074'],
    ['{ score: 0.988 }', '{\n  score: 0.98801\n}'],
    ['14162', '14190'],
  ])('%s is %s', (promised, printed) => expect(differenceOf(promised, printed)).toBeUndefined());

  it.each([
    ['mask 0.9', 'no-mask 0.9'],
    ['0.50', '0.53'],
    ['[ 1 ]', '[ 1, 1 ]'],
    ['', 'a'],
  ])('%s is not %s', (promised, printed) => expect(differenceOf(promised, printed)).toBeDefined());
});
