/** How one label looks: told apart by hue and lightness under the common colour blindnesses, and by its symbol. */
export interface LabelStyle {
  /** Of the box, for any background. */
  readonly line: string;
  /** Behind white text: a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
  readonly chip: string;
  /** SVG path data in a square of 7 units, to be stroked. */
  readonly symbol: string;
}

const CHECK = 'M.6 3.8L2.7 6L6.5 1';
const CROSS = 'M1 1L6 6M6 1L1 6';
const DASH = 'M1 3.5H6';
const DOT = 'M3.5 3.5v.01';

const STYLES: Readonly<Record<string, LabelStyle>> = {
  mask: { line: '#17d4ad', chip: '#00755e', symbol: CHECK },
  'no-mask': { line: '#ff7a2f', chip: '#bf4000', symbol: CROSS },
  'not-face': { line: '#b4bac4', chip: '#5b6472', symbol: DASH },
  // In videos, before the label is decided.
  deciding: { line: '#e4e7ec', chip: '#4a5560', symbol: DOT },
};

/** For labels of other models, in turn; hues of Okabe and Ito's palette (https://jfly.uni-koeln.de/color/). */
const OTHERS: readonly LabelStyle[] = [
  { line: '#56b4e9', chip: '#005f95', symbol: DOT },
  { line: '#e69fc4', chip: '#9a3f70', symbol: DOT },
  { line: '#f0e442', chip: '#6f6600', symbol: DOT },
  { line: '#c9a0ff', chip: '#6a3fb5', symbol: DOT },
];

/** The look of a label; the same label always looks the same. */
export function styleOf(label: string): LabelStyle {
  if (Object.hasOwn(STYLES, label)) return STYLES[label];
  const sum = [...label].reduce((total, character) => total + character.codePointAt(0)!, 0);
  return OTHERS[sum % OTHERS.length];
}
