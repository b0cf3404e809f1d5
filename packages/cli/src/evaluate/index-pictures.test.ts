import { describe, expect, it } from 'vitest';
import { indexPictures } from './index-pictures.js';

const pictures = ['mask/1.jpg', 'no-mask/1.jpg', 'mask/deep/2.jpg'].map((image) => ({
  image,
  path: `data/set/${image}`,
}));

describe('indexPictures', () => {
  it('finds nothing among none', () => {
    expect(indexPictures([])('a.jpg')).toBeUndefined();
  });

  it.each([
    ['as found', 'data/set/mask/1.jpg', 'mask/1.jpg'],
    ['with a dot', './data/set/no-mask/1.jpg', 'no-mask/1.jpg'],
    ['below the folder', 'mask/1.jpg', 'mask/1.jpg'],
    ['from elsewhere', '/home/me/copy/no-mask/1.jpg', 'no-mask/1.jpg'],
    ['from Windows', 'C:\\data\\mask\\1.jpg', 'mask/1.jpg'],
    ['by a name that only one has', 'elsewhere/2.jpg', 'mask/deep/2.jpg'],
  ])('finds a picture %s', (_, line, image) => {
    expect(indexPictures(pictures)(line)?.image).toBe(image);
  });

  it('does not guess which of two is meant, and finds no stranger', () => {
    expect(indexPictures(pictures)('1.jpg')).toBeUndefined();
    expect(indexPictures(pictures)('other/1.jpg')).toBeUndefined();
    expect(indexPictures(pictures)('mask/3.jpg')).toBeUndefined();
  });
});
