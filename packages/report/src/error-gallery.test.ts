import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { texts } from './__fixtures__/read-page.js';
import { formatErrorGallery } from './error-gallery.js';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

describe('formatErrorGallery', () => {
  it('is glad when there is nothing', () => {
    const page = formatErrorGallery({ title: 'T', groups: [{ title: 'Missed', items: [] }] });
    expect(load(page)('main').text()).toContain('There is no mistake');
  });

  it('shows each mistake with its pictures, scores, loss and command', () => {
    const item = {
      name: 'mask/a.jpg',
      title: 'mask called no-mask',
      pictures: [{ src: PIXEL, caption: 'crop' }, { caption: 'attention' }],
      scores: [
        { label: 'no-mask', score: 0.9 },
        { label: 'mask', score: 0.1 },
      ],
      loss: 2.3026,
      command: 'maskpred label data --open mask/a.jpg',
    };
    const $ = load(
      formatErrorGallery({ title: 'T', groups: [{ title: 'All', items: [item], hidden: 1234 }] }),
    );
    expect($('h2').text()).toBe('All: 1,235');
    expect($('img').attr('alt')).toBe('mask/a.jpg, crop');
    expect($('.missing')).toHaveLength(1);
    expect(texts($, '.scores li')).toEqual(['no-mask 90.0 %', 'mask 10.0 %']);
    expect($('main').text()).toContain('mask/a.jpg, loss 2.30');
    expect($('code').text()).toBe('maskpred label data --open mask/a.jpg');
    expect($('main').text()).toContain('and 1,234 more');
    expect($('main').text()).toContain('do not publish');
  });
});
