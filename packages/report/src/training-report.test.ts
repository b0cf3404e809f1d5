import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { evaluationOf, historyOf } from './__fixtures__/evaluations.js';
import { rowsOf, texts } from './__fixtures__/read-page.js';
import { formatTrainingReport } from './training-report.js';

const LABELS = ['mask', 'no-mask', 'not-face'];

describe('formatTrainingReport', () => {
  it('says that nothing is known where nothing was kept out', async () => {
    const $ = load(await formatTrainingReport({ title: 'T', history: [] }));
    expect($('.limits').text()).toContain('No picture was kept out');
    expect($('.chart')).toHaveLength(0);
    expect(texts($, 'h2')).toEqual(['Limits']);
  });

  it('draws loss and accuracy by epoch with the phases marked', async () => {
    const $ = load(
      await formatTrainingReport({ title: 'T', history: historyOf(), evaluation: evaluationOf(LABELS) }),
    );
    expect(texts($, '.chart figcaption').slice(0, 2)).toEqual(['Loss by epoch', 'Accuracy by epoch']);
    const loss = $('.chart').first();
    expect(loss.find('[role=img]').attr('aria-label')).toContain('6 epochs: training from 1.000 to 0.333');
    expect(loss.find('svg').text()).toMatch(/head.*fine-tune/);
    expect(rowsOf($, 'Accuracy after each epoch')[3]).toEqual([
      '4',
      'fine-tune',
      '90.0 %',
      '87.7 %',
      '0.00100',
      '1.5',
    ]);
  });

  it('names the facts, the counts, and what was left out', async () => {
    const $ = load(
      await formatTrainingReport({
        title: 'T',
        history: historyOf(),
        durationMs: 90_000,
        facts: [{ name: 'seed', value: '7' }],
        counts: [
          { label: 'mask', train: 1200, heldOut: 300 },
          { label: 'no-mask', train: 100, heldOut: 25 },
        ],
        skipped: [{ image: 'mask/a.jpg', message: 'cut short' }],
        conflicts: [{ images: ['mask/b.jpg', 'no-mask/c.jpg'], labels: ['mask', 'no-mask'] }],
        limits: ['Only daylight.'],
      }),
    );
    expect(texts($, '.figures li')).toEqual(['1,300 trained on', '6 epochs', '1.5 minutes']);
    expect(texts($, '.facts div')).toEqual(['seed 7']);
    expect(rowsOf($, 'Pictures by label').at(-1)).toEqual(['all', '1,300', '325', '1,625']);
    expect($('main').text()).toContain('mask/a.jpg cut short');
    expect($('main').text()).toContain('mask/b.jpg, no-mask/c.jpg mask, no-mask');
    expect(texts($, '.limits li').at(-1)).toBe('Only daylight.');
  });

  it('counts what it does not list', async () => {
    const skipped = Array.from({ length: 450 }, (_, i) => ({ image: `${i}.jpg`, message: 'broken' }));
    const $ = load(await formatTrainingReport({ title: 'T', history: [], skipped }));
    expect($('.entries li')).toHaveLength(200);
    expect($('main').text()).toContain('450 pictures could not be used');
    expect($('main').text()).toContain('and 250 more');
  });
});
