import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { historyOf, scenesOf } from './__fixtures__/evaluations.js';
import { rowsOf, texts } from './__fixtures__/read-page.js';
import { formatSceneReport } from './scene-report.js';

describe('formatSceneReport', () => {
  it('is a page with nothing but its limits when there is no size', async () => {
    const evaluation = { ...scenesOf([]), size: 0, bySize: [] };
    const $ = load(await formatSceneReport({ title: 'T', evaluation }));
    expect(texts($, 'h2')).toEqual(['Limits']);
  });

  it('has the figures of faces of 24 pixels on top, or of what is asked for', async () => {
    const evaluation = scenesOf(['mask', 'no-mask']);
    const figures = async (options: { minSize?: number }) =>
      texts(load(await formatSceneReport({ title: 'T', evaluation, ...options })), '.figures li');
    expect(await figures({})).toEqual([
      '82.0 % recall, 24 px on 74.0 to 87.0 %',
      '90.0 % precision, 24 px on 82.0 to 95.0 %',
      '0.834 mAP50, 24 px on',
      '176 faces, 24 px on',
      '126 pictures',
      '214 ms a picture median',
    ]);
    expect((await figures({ minSize: 48 }))[3]).toBe('152 faces, 48 px on');
    expect((await figures({ minSize: 20 }))[3]).toBe('184 faces, 16 px on');
  });

  it('splits the mistakes, and by label', async () => {
    const $ = load(await formatSceneReport({ title: 'T', evaluation: scenesOf(['mask', 'no-mask']) }));
    expect(rowsOf($, 'Mistakes by smallest size')[0]).toEqual(['16 px', '31', '17', '7']);
    expect(rowsOf($, 'Faces of 24 px')).toEqual([
      ['mask', '20', '91.0 % 83.0 to 96.0 %', '0.812'],
      ['no-mask', '20', '91.0 % 83.0 to 96.0 %', '0.812'],
    ]);
  });

  it('tells how often each true label is right, and what it counts as', async () => {
    const evaluation = scenesOf(['mask', 'no-mask']);
    const accuracy = { value: 0.25, low: 0.1, high: 0.5, size: 12 };
    const bySize = evaluation.bySize.map((metrics) => ({
      ...metrics,
      recallByLabel: [
        ...metrics.recallByLabel,
        { label: 'incorrect-mask', recall: { ...accuracy, value: 0.5 } },
      ],
      labelAccuracyByTruth: [{ label: 'incorrect-mask', accuracy }],
    }));
    const labelMap = { 'incorrect-mask': 'no-mask' };
    const $ = load(await formatSceneReport({ title: 'T', evaluation: { ...evaluation, bySize, labelMap } }));
    expect(rowsOf($, 'Faces of 24 px').slice(1)).toEqual([
      ['no-mask', '20', '91.0 % 83.0 to 96.0 %', '–', '0.812'],
      ['incorrect-mask', '12', '50.0 % 10.0 to 50.0 %', '25.0 % 10.0 to 50.0 %', '–'],
    ]);
    expect($('.limits').text()).toContain('incorrect-mask counts as no-mask');
  });

  it('says nothing of labels where only faces were looked for', async () => {
    const $ = load(
      await formatSceneReport({ title: 'T', evaluation: scenesOf([]), history: historyOf(true) }),
    );
    expect($('main').text()).not.toMatch(/mAP50|wrong labels/);
    expect(texts($, '.figures li')[2]).toBe('0.876 face AP, 24 px on');
    expect(texts($, '.chart figcaption')).toContain('Average precision by epoch');
  });
});
