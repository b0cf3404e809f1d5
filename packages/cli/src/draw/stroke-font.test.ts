import { describe, expect, it } from 'vitest';
import { layOutText } from './stroke-font.js';

describe('layOutText', () => {
  it('has nothing to draw for an empty text or spaces', () => {
    expect(layOutText('')).toEqual({ width: 0, glyphs: [] });
    expect(layOutText('  ').glyphs).toEqual([]);
  });

  it('places letters one after the other, and a space between words', () => {
    const { glyphs, width } = layOutText('no-mask 99%');
    expect(glyphs).toHaveLength(10);
    const places = glyphs.map(({ x }) => x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(width).toBeGreaterThan(places.at(-1)!);
    expect(layOutText('a b').width).toBeGreaterThan(layOutText('ab').width);
  });

  it('draws accented letters plain and what it lacks as a box', () => {
    expect(layOutText('é')).toEqual(layOutText('e'));
    expect(layOutText('漢')).toEqual(layOutText('字'));
    expect(layOutText('漢').glyphs[0].path).not.toEqual(layOutText('o').glyphs[0].path);
    expect(layOutText('constructor').glyphs).toHaveLength(11);
  });
});
