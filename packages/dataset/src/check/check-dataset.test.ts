import { type AnnotatedImage, type Box, MaskpredError } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDataset } from './check-dataset.js';
import { FINDING_KINDS, FINDING_SEVERITIES, severityOf } from './finding.js';
import type { PictureFacts } from './picture-facts.js';
import type { Survey, SurveyedPicture } from './survey.js';
import { CHECK_DEFAULTS } from './thresholds.js';

let count = 0;

function facts(given: Partial<PictureFacts> = {}): PictureFacts {
  return {
    width: 100,
    height: 100,
    byteLength: 1000,
    format: 'jpeg',
    sha256: String(count++).padStart(64, '0'),
    dHash: '0'.repeat(16),
    sharpness: 0.5,
    brightness: 120,
    contrast: 60,
    darkest: 20,
    brightest: 220,
    ...given,
  };
}

function survey(layout: Survey['layout'], ...pictures: SurveyedPicture[]): Survey {
  return { layout, pictures, issues: [], brokenAnnotations: [] };
}

function crop(path: string, given: Partial<PictureFacts> = {}): SurveyedPicture {
  return { path, label: path.split('/')[0]!, facts: facts(given) };
}

function scene(path: string, boxes: [label: string, ...Box[]][], given: Partial<PictureFacts> = {}) {
  const annotations: AnnotatedImage = {
    id: path,
    fileName: path,
    width: 100,
    height: 100,
    annotations: boxes.flatMap(([label, ...list]) => list.map((box) => ({ label, box }))),
  };
  return { path, annotations, facts: facts(given) };
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const kinds = (set: Survey, options = {}) => checkDataset(set, options).map(({ kind }) => kind);

describe('checkDataset', () => {
  it('finds nothing in nothing, and nothing in a set that is fine', () => {
    expect(checkDataset(survey('pictures'))).toEqual([]);
    expect(checkDataset(survey('image-folder', crop('mask/a.jpg'), crop('no-mask/b.jpg')))).toEqual([]);
    expect(checkDataset(survey('scenes', scene('a.jpg', [['mask', box(10, 10, 20, 20)]])))).toEqual([]);
  });

  it('makes a picture that cannot be read a finding', () => {
    const error = new MaskpredError('IMAGE_DECODE_FAILED', 'cut short');
    const [finding] = checkDataset(survey('pictures', { path: 'a.jpg', error }));
    expect(finding).toMatchObject({ kind: 'unreadable', severity: 'error', path: 'a.jpg' });
    expect(finding!.message).toContain('cut short');
  });

  it.each([
    ['tiny', { width: 23, height: 90 }, { width: 24, height: 90 }],
    ['dark', { brightest: 64, darkest: 2 }, { brightest: 65, darkest: 2 }],
    ['bright', { darkest: 181, brightest: 255 }, { darkest: 180, brightest: 255 }],
    ['flat', { darkest: 100, brightest: 149 }, { darkest: 100, brightest: 150 }],
    ['blurred', { sharpness: 0.21 }, { sharpness: 0.22 }],
    ['extreme-aspect', { width: 251 }, { width: 250 }],
    ['wrong-extension', { format: 'png' }, { format: 'jpeg' }],
  ] as const)('tells %s by its default bound', (kind, beyond, within) => {
    expect(kinds(survey('image-folder', crop('mask/a.jpg', beyond)))).toContain(kind);
    expect(kinds(survey('image-folder', crop('mask/a.jpg', within)))).not.toContain(kind);
  });

  it('says what it measured, and the bound', () => {
    const set = survey('image-folder', crop('mask/a.jpg', { sharpness: 0.1 }));
    expect(checkDataset(set)[0]).toMatchObject({ value: 0.1, threshold: CHECK_DEFAULTS.minSharpness });
  });

  it('does not call blurred what is too small or too flat to be sharp', () => {
    expect(
      kinds(survey('image-folder', crop('mask/a.jpg', { sharpness: 0, width: 10, height: 12 }))),
    ).toEqual(['tiny']);
    const flat = { sharpness: 0, darkest: 100, brightest: 110 };
    expect(kinds(survey('image-folder', crop('mask/a.jpg', flat)))).toEqual(['flat']);
  });

  it('lets long pictures be where they are not crops', () => {
    expect(kinds(survey('pictures', { path: 'a.jpg', facts: facts({ width: 900 }) }))).toEqual([]);
  });

  it('goes by other bounds when given, and refuses such as it does not know', () => {
    const set = survey('image-folder', crop('mask/a.jpg'));
    expect(kinds(set, { thresholds: { minSize: 101 } })).toEqual(['tiny']);
    const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => checkDataset(set, { thresholds: { minsize: 1 } as never })).toThrow(invalid);
    expect(() => checkDataset(set, { thresholds: { minSize: NaN } })).toThrow(invalid);
  });

  describe('duplicates', () => {
    const same = { sha256: 'a'.repeat(64) };

    it('names the files that are the same', () => {
      const set = survey('image-folder', crop('mask/b.jpg', same), crop('mask/a.jpg', same));
      expect(checkDataset(set)).toEqual([
        expect.objectContaining({ kind: 'exact-duplicate', path: 'mask/a.jpg', related: ['mask/b.jpg'] }),
      ]);
    });

    it('makes one picture under two labels a conflict, exact or near', () => {
      const exact = survey('image-folder', crop('mask/a.jpg', same), crop('no-mask/a.jpg', same));
      expect(checkDataset(exact)).toEqual([
        expect.objectContaining({ kind: 'label-conflict', severity: 'error', related: ['no-mask/a.jpg'] }),
      ]);
      const near = survey('image-folder', crop('mask/a.jpg'), crop('no-mask/b.jpg'));
      expect(kinds(near, { nearDuplicates: [['mask/a.jpg', 'no-mask/b.jpg']] })).toEqual(['label-conflict']);
    });

    it('makes copies of a scene with other boxes a conflict, near ones not', () => {
      const [one, two] = [box(10, 10, 20, 20), box(50, 50, 20, 20)];
      const first = scene('images/a.jpg', [['mask', one, two]], same);
      const second = scene(
        'images/b.jpg',
        [
          ['mask', one],
          ['no-mask', two],
        ],
        same,
      );
      expect(checkDataset(survey('scenes', first, second))[0]).toMatchObject({
        kind: 'label-conflict',
        message: 'the same file is labelled 1 mask, 1 no-mask and 2 mask',
      });
      const other = scene('images/c.jpg', [['no-mask', one]]);
      const nearDuplicates = [['images/a.jpg', 'images/c.jpg']];
      expect(kinds(survey('scenes', first, other), { nearDuplicates })).toEqual(['near-duplicate']);
    });

    it('does not tell the same twice', () => {
      const set = survey('image-folder', crop('mask/a.jpg', same), crop('mask/b.jpg', same));
      expect(kinds(set, { nearDuplicates: [['mask/a.jpg', 'mask/b.jpg']] })).toEqual(['exact-duplicate']);
    });

    it('leaves out paths of groups that are not in the set', () => {
      const set = survey('image-folder', crop('mask/a.jpg'));
      expect(kinds(set, { nearDuplicates: [['mask/a.jpg', 'elsewhere.jpg']] })).toEqual([]);
    });
  });

  describe('boxes', () => {
    const check = (...boxes: [label: string, ...Box[]][]) =>
      checkDataset(survey('scenes', scene('a.jpg', boxes)));

    it('finds one out of the picture, with a pixel of grace', () => {
      expect(check(['mask', box(81, 10, 20, 20)])).toEqual([]);
      expect(check(['mask', box(85, 10, 20, 20)])).toEqual([
        expect.objectContaining({ kind: 'box-outside', value: 5, box: box(85, 10, 20, 20) }),
      ]);
    });

    it('finds tiny ones and those that cover nearly all', () => {
      expect(check(['mask', box(10, 10, 7, 20)])[0]).toMatchObject({ kind: 'box-tiny', value: 7 });
      expect(check(['mask', box(0, 0, 100, 95)])[0]).toMatchObject({ kind: 'box-covers-all', value: 0.95 });
    });

    it('finds two on one face: twice under one label, a conflict under two', () => {
      expect(check(['mask', box(10, 10, 20, 20), box(11, 10, 20, 20)])[0]!.kind).toBe('box-twice');
      const conflict = check(['mask', box(10, 10, 20, 20)], ['no-mask', box(11, 10, 20, 20)]);
      expect(conflict[0]!.kind).toBe('label-conflict');
      expect(check(['mask', box(10, 10, 20, 20), box(18, 10, 20, 20)])).toEqual([]);
    });

    it('finds a picture that is not as large as its annotation says', () => {
      const set = survey('scenes', scene('a.jpg', [], { width: 50 }));
      expect(checkDataset(set)[0]).toMatchObject({ kind: 'size-mismatch', severity: 'error' });
    });
  });

  it('tells what is wrong with annotation files, and leaves matters of the text alone', () => {
    const issue = (kind: Survey['issues'][number]['kind'], file: string) => ({
      kind,
      file,
      line: 3,
      message: 'said',
      isFixed: false,
    });
    const set: Survey = {
      ...survey('scenes', scene('a.jpg', [])),
      issues: [
        issue('annotation-missing', 'images/b.jpg'),
        issue('picture-missing', 'annotations/c.xml'),
        issue('name-wrong', 'annotations/d.xml'),
        issue('byte-order-mark', 'annotations/a.xml'),
        issue('stray-text', 'annotations/e.xml'),
      ],
      brokenAnnotations: [{ file: 'annotations/e.xml', line: 3, message: 'no XML' }],
    };
    expect(checkDataset(set).map(({ kind, path }) => [kind, path])).toEqual([
      ['broken-annotation', 'annotations/e.xml'],
      ['no-picture', 'annotations/c.xml'],
      ['no-annotation', 'images/b.jpg'],
      ['dirty-annotation', 'annotations/d.xml'],
    ]);
  });

  describe('what networks say', () => {
    const set = survey('image-folder', crop('mask/a.jpg'));
    const guess = (label: string, score: number) =>
      new Map([
        [
          'mask/a.jpg',
          [
            { label, score },
            { label: 'mask', score: 1 - score },
          ],
        ],
      ]);

    it('is asked for a face, but not of a crop that is labelled not-face', () => {
      const found = checkDataset(set, { faceScores: new Map([['mask/a.jpg', 0.1]]) });
      expect(found).toEqual([expect.objectContaining({ kind: 'no-face', value: 0.1 })]);
      expect(kinds(set, { faceScores: new Map([['mask/a.jpg', 0.5]]) })).toEqual([]);
      const notFace = survey('image-folder', crop('not-face/a.jpg'));
      expect(kinds(notFace, { faceScores: new Map([['not-face/a.jpg', 0]]) })).toEqual([]);
    });

    it('casts doubt on a label only when it is sure', () => {
      expect(kinds(set, { guesses: guess('no-mask', 0.95) })).toEqual(['label-doubt']);
      expect(kinds(set, { guesses: guess('no-mask', 0.85) })).toEqual([]);
      expect(kinds(set, { guesses: guess('mask', 1) })).toEqual([]);
    });

    it('is not told twice of what is no face', () => {
      const faceScores = new Map([['mask/a.jpg', 0.02]]);
      expect(kinds(set, { faceScores, guesses: guess('not-face', 0.98) })).toEqual(['no-face']);
    });
  });

  it('ranks by kind, then by how far beyond the bound, and depends on no order', () => {
    const pictures = [
      crop('mask/a.jpg', { sharpness: 0.2 }),
      crop('mask/b.jpg', { sharpness: 0.1 }),
      crop('mask/c.jpg', { sharpness: 0.15, sha256: 'b'.repeat(64) }),
      crop('no-mask/d.jpg', { width: 10, height: 12, sha256: 'b'.repeat(64) }),
      crop('no-mask/e.png'),
    ];
    const expected = checkDataset(survey('image-folder', ...pictures));
    expect(expected.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'label-conflict mask/c.jpg',
      'wrong-extension no-mask/e.png',
      'tiny no-mask/d.jpg',
      'blurred mask/b.jpg',
      'blurred mask/c.jpg',
      'blurred mask/a.jpg',
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray(pictures, { minLength: pictures.length }), (shuffled) => {
        expect(checkDataset(survey('image-folder', ...shuffled))).toEqual(expected);
      }),
    );
  });
});

describe('FINDING_KINDS', () => {
  it('go from errors over warnings to notes', () => {
    const ranks = FINDING_KINDS.map((kind) => FINDING_SEVERITIES.indexOf(severityOf(kind)));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});
