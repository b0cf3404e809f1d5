import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { activeParts } from './__fixtures__/active-parts.js';
import { evaluationOf, historyOf, scenesOf } from './__fixtures__/evaluations.js';
import { HOSTILE_NAMES } from './__fixtures__/hostile.js';
import { formatErrorGallery } from './error-gallery.js';
import { formatSceneReport } from './scene-report.js';
import { formatTrainingReport } from './training-report.js';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** Pages with many charts take a second or two; a busy machine takes its time: milliseconds. */
const SLOW = 180_000;

describe('every report', () => {
  const [first = ''] = HOSTILE_NAMES;
  const item = (name: string) => ({
    name,
    title: name,
    pictures: [
      { src: PIXEL, caption: name },
      { src: name, caption: name },
    ],
    scores: [{ label: name, score: 1 }],
    note: name,
    command: name,
  });

  it.each([
    [
      'formatTrainingReport',
      () =>
        formatTrainingReport({
          title: first,
          note: first,
          history: HOSTILE_NAMES.map((phase, epoch) => ({ ...historyOf()[0]!, phase, epoch })),
          counts: HOSTILE_NAMES.map((label) => ({ label, train: 1, heldOut: 1 })),
          skipped: HOSTILE_NAMES.map((name) => ({ image: name, message: name })),
          conflicts: [{ images: HOSTILE_NAMES, labels: HOSTILE_NAMES }],
          evaluation: {
            ...evaluationOf(HOSTILE_NAMES),
            bySource: HOSTILE_NAMES.map((name) => ({ ...evaluationOf([name]).bySource[0]!, name })),
          },
          facts: HOSTILE_NAMES.map((name) => ({ name, value: name })),
          limits: HOSTILE_NAMES,
        }),
    ],
    [
      'formatSceneReport',
      () => formatSceneReport({ title: first, note: first, evaluation: scenesOf(HOSTILE_NAMES) }),
    ],
    [
      'formatErrorGallery',
      () =>
        formatErrorGallery({
          title: first,
          note: first,
          groups: HOSTILE_NAMES.map((name) => ({ title: name, note: name, items: [item(name)] })),
        }),
    ],
  ] as const)('%s takes hostile names for text', { timeout: SLOW }, async (_, format) => {
    const page = await format();
    const $ = load(page);
    expect(activeParts(page)).toEqual([]);
    expect($('h1').text()).toBe(first);
    expect($('h1')).toHaveLength(1);
    for (const name of HOSTILE_NAMES) expect($('main').text()).toContain(name);
    expect($('meta[http-equiv=Content-Security-Policy]').attr('content')).toContain("default-src 'none'");
  });

  it('is the same twice', async () => {
    const format = () =>
      formatTrainingReport({ title: 'T', history: historyOf(), evaluation: evaluationOf(['a', 'b']) });
    expect(await format()).toBe(await format());
  });
});
