import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planAnnotations } from './annotation-plan.js';

const at = (...parts: string[]) => join(...parts);
const input = (image: string, root: string) => ({ image, root: resolve(root) });
const paths = (...args: Parameters<typeof planAnnotations>) => [...planAnnotations(...args).values()];

describe('planAnnotations', () => {
  it('has no place for no picture', () => {
    expect(planAnnotations([]).size).toBe(0);
  });

  it('puts annotations beside the pictures, as their paths are written', () => {
    const inputs = [
      input(at('photos', 'a.jpg'), 'photos'),
      input(at('photos', 'deep', 'er', 'b.jpg'), 'photos'),
      input(at('scenes', 'images', 'c.jpg'), at('scenes', 'images')),
      input('d.jpg', '.'),
      input(resolve('e', 'f.jpg'), 'e'),
    ];
    expect(paths(inputs)).toEqual([
      { path: at('photos', 'annotations', 'a.xml') },
      { path: at('photos', 'annotations', 'b.xml') },
      { path: at('scenes', 'annotations', 'c.xml') },
      { path: at('annotations', 'd.xml') },
      { path: resolve('e', 'annotations', 'f.xml') },
    ]);
  });

  it('puts them into --out', () => {
    expect(paths([input('a.b.jpg', '.')], 'labels')).toEqual([{ path: at('labels', 'a.b.xml') }]);
  });

  it('keeps the ending of pictures that differ only in it', () => {
    const inputs = ['x.jpg', 'x.PNG', 'X.webp'].map((name) => input(name, '.'));
    expect(paths(inputs)).toEqual([
      { path: at('annotations', 'x.xml') },
      { path: at('annotations', 'x.PNG.xml') },
      { path: at('annotations', 'X.webp.xml') },
    ]);
  });

  it('has no place for a second picture of one name', () => {
    const inputs = ['a', 'b'].map((folder) => input(at('photos', folder, 'x.jpg'), 'photos'));
    const [first, second] = paths(inputs);
    expect(first).toEqual({ path: at('photos', 'annotations', 'x.xml') });
    expect(second).toEqual({ problem: expect.stringContaining(inputs[0]!.image) as string });
  });
});
