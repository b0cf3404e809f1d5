import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assignTargets } from './copy-targets.js';

const input = (image: string, root = resolve(image, '..')) => ({ image, root });
const pathsOf = (images: readonly { image: string; root?: string }[]) =>
  [...assignTargets(images, 'out').values()].map(({ path }) => path);

describe('assignTargets', () => {
  it('has no targets for no inputs', () => {
    expect(pathsOf([])).toEqual([]);
  });

  it('keeps the name of a single picture, wherever it is', () => {
    expect(pathsOf([input('photo.jpg')])).toEqual([join('out', 'photo.jpg')]);
    expect(pathsOf([input('/somewhere/else/photo.jpg')])).toEqual([join('out', 'photo.jpg')]);
  });

  it('keeps folders below the one that all share', () => {
    expect(pathsOf([input('a/x.jpg'), input('b/x.jpg')])).toEqual([
      join('out', 'a', 'x.jpg'),
      join('out', 'b', 'x.jpg'),
    ]);
    expect(pathsOf([input('a/b/x.jpg', resolve('a'))])).toEqual([join('out', 'b', 'x.jpg')]);
    expect(pathsOf([input('/p/x.jpg'), input('/q/x.jpg')])).toEqual([
      join('out', 'p', 'x.jpg'),
      join('out', 'q', 'x.jpg'),
    ]);
  });

  it('adds .png where the format is not written, and never gives one path twice', () => {
    expect(pathsOf([input('x.gif'), input('x.gif.png'), input('X.GIF.PNG'), input('scan')])).toEqual([
      join('out', 'x.gif.png'),
      join('out', 'x.gif-2.png'),
      join('out', 'X.GIF-3.PNG'),
      join('out', 'scan.png'),
    ]);
  });

  it('gives pictures of the web harmless names', () => {
    const images = [
      'https://example.org/a/%2e%2e/b c.jpg?x=/../../y',
      'http://example.org/',
      'http://example.org/..%2f..%2fz.jpg',
    ];
    expect(pathsOf(images.map((image) => ({ image })))).toEqual([
      join('out', 'example.org', 'b_20c.jpg'),
      join('out', 'example.org', 'picture.png'),
      join('out', 'example.org', '__2f.._2fz.jpg'),
    ]);
  });
});
