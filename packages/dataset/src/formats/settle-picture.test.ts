import { describe, expect, it } from 'vitest';
import type { BoxDraft, PictureDraft } from './draft.js';
import type { DatasetIssue, FixOption } from './issue.js';
import { settlePicture, type SettleOptions } from './settle-picture.js';
import { turnBox } from './settle-size.js';
import { draftVoc } from './voc.js';

const BOX = { x: 8, y: 6, width: 20, height: 24 };

function settle(changes: Partial<PictureDraft>, fix: FixOption, options: SettleOptions = {}) {
  const issues: DatasetIssue[] = [];
  const draft: PictureDraft = {
    file: 'a.xml',
    fileName: 'a.jpg',
    width: 64,
    height: 48,
    hasSizeFields: true,
    boxes: [],
    findings: [],
    lineOf: (part) => (typeof part === 'number' ? 10 + part : 2),
    ...changes,
  };
  const report = (issue: DatasetIssue) => void issues.push(issue);
  try {
    return { issues, image: settlePicture(draft, { ...options, fix, report }) };
  } catch (error) {
    return { issues, error: error as Error & { code: string } };
  }
}
const box = (changes: Partial<BoxDraft['box']>, rest: Partial<BoxDraft> = {}): Partial<PictureDraft> => ({
  boxes: [{ box: { ...BOX, ...changes }, label: 'mask', ...rest }],
});

describe('settlePicture', () => {
  it('reports nothing of a clean picture, repairs or not', () => {
    for (const fix of [false, true]) {
      const { issues, image } = settle(box({}), fix, {
        size: { width: 64, height: 48 },
        labels: new Set(['mask']),
      });
      expect(issues).toEqual([]);
      expect(image!.annotations).toEqual([{ box: BOX, label: 'mask' }]);
    }
  });

  it.each([
    ['box-inside-out', box({ x: 28, width: -20 }), [BOX]],
    ['box-empty', box({ width: 0 }), []],
    ['box-outside', box({ x: 64 }), []],
  ] as const)('fails for %s until it is repaired', (kind, draft, repaired) => {
    const refused = settle(draft, false);
    expect(refused.issues).toMatchObject([{ kind, file: 'a.xml', line: 10, isFixed: false }]);
    expect(refused.error).toMatchObject({ code: 'ANNOTATION_PARSE_FAILED', file: 'a.xml', line: 10 });
    for (const fix of [true, [kind]]) {
      const { issues, image } = settle(draft, fix);
      expect(issues).toMatchObject([{ kind, line: 10, isFixed: true }]);
      expect(image!.annotations.map((annotation) => annotation.box)).toEqual(repaired);
    }
  });

  it('keeps a box over the edge until it is repaired', () => {
    const draft = box({ x: -2, width: 20, y: 40, height: 20 });
    const kept = settle(draft, ['box-empty']);
    expect(kept.issues).toMatchObject([{ kind: 'box-over-edge', isFixed: false }]);
    expect(kept.image!.annotations[0]!.box).toEqual({ x: -2, width: 20, y: 40, height: 20 });
    expect(settle(draft, true).image!.annotations[0]!.box).toEqual({ x: 0, width: 18, y: 40, height: 8 });
  });

  it('reports all that is wrong, and fails for the first', () => {
    const boxes = [box({ width: 0 }).boxes![0]!, box({ x: 99 }).boxes![0]!, box({ x: -1 }).boxes![0]!];
    const { issues, error } = settle({ boxes }, false);
    expect(issues.map(({ kind, line }) => [kind, line])).toEqual([
      ['box-empty', 10],
      ['box-outside', 11],
      ['box-over-edge', 12],
    ]);
    expect(error!.message).toMatch(/^a\.xml:10: /);
  });

  it('takes a missing size from the picture, and fails without one', () => {
    for (const draft of [{ width: 0, height: 0 }, { width: 1.5 }]) {
      const { issues, image } = settle(draft, false, { size: { width: 640, height: 480 } });
      expect(issues).toMatchObject([{ kind: 'size-missing' }]);
      expect(image).toMatchObject({ width: 640, height: 480 });
      expect(settle(draft, true).error!.message).toContain('expected the size of the picture');
    }
    expect(
      settle({ width: 0, hasSizeFields: false }, false, { size: { width: 9, height: 9 } }).issues,
    ).toEqual([]);
  });

  it('takes a wrong size from the picture only when it is to be repaired', () => {
    const size = { width: 640, height: 480 };
    expect(settle(box({}), false, { size })).toMatchObject({
      issues: [
        {
          kind: 'size-wrong',
          message: expect.stringContaining('says 64 x 48, the picture is 640 x 480'),
          isFixed: false,
        },
      ],
      image: { width: 64, height: 48 },
    });
    expect(settle(box({}), true, { size })).toMatchObject({
      issues: [{ kind: 'size-wrong', isFixed: true }],
      image: { width: 640, height: 480, annotations: [{ box: BOX }] },
    });
  });

  it('turns boxes that were drawn on the picture as it is stored', () => {
    const size = { width: 48, height: 64, orientation: 6 };
    const { image } = settle(box({}), true, { size });
    expect(image).toMatchObject({
      width: 48,
      height: 64,
      annotations: [{ box: { x: 18, y: 8, width: 24, height: 20 } }],
    });
  });

  it('fails for an unknown label until it is added', () => {
    const labels = new Set(['no-mask']);
    const refused = settle(box({}), false, { labels });
    expect(refused.error).toMatchObject({
      code: 'UNKNOWN_LABEL',
      message: expect.stringContaining('no-mask, got "mask"'),
    });
    expect(settle(box({}), true, { labels })).toMatchObject({
      issues: [{ kind: 'unknown-label', isFixed: true }],
      image: { annotations: [{ label: 'mask' }] },
    });
  });

  it('never lets a name lead out of the folder', () => {
    const climbing = settle({ fileName: '../../etc/a.jpg' }, false);
    expect(climbing).toMatchObject({
      issues: [{ kind: 'path-outside' }],
      image: { fileName: 'a.jpg', id: 'a' },
    });
    expect(settle({ fileName: 'C:\\x\\a.jpg' }, true).image!.fileName).toBe('a.jpg');
    expect(settle({ fileName: 'train/a.jpg' }, false).issues).toEqual([]);
    for (const fileName of ['..', 'a/..', '', 'a/', '.', 'a\u0000.jpg', 'a\n.jpg']) {
      expect(settle({ fileName }, true).error).toMatchObject({ code: 'ANNOTATION_PARSE_FAILED' });
    }
  });

  it('writes names without spaces only when told to', () => {
    const draft = { fileName: 'my photo  1.jpg', ...box({}, { label: ' mask' }) };
    expect(settle(draft, false)).toMatchObject({
      issues: [{ kind: 'name-with-spaces' }, { kind: 'name-with-spaces' }],
      image: { fileName: 'my photo  1.jpg', annotations: [{ label: ' mask' }] },
    });
    expect(settle(draft, true).image).toMatchObject({
      id: 'my_photo_1',
      fileName: 'my_photo_1.jpg',
      annotations: [{ label: 'mask' }],
    });
  });

  it('leaves out a score that is none', () => {
    const { issues, image } = settle(box({}, { score: 95 }), false);
    expect(issues).toMatchObject([{ kind: 'score-out-of-range' }]);
    expect(image!.annotations).toEqual([{ box: BOX, label: 'mask' }]);
  });
});

describe('turnBox', () => {
  it.each([
    [5, { x: 6, y: 8, width: 24, height: 20 }],
    [6, { x: 18, y: 8, width: 24, height: 20 }],
    [7, { x: 18, y: 36, width: 24, height: 20 }],
    [8, { x: 6, y: 36, width: 24, height: 20 }],
    [1, BOX],
  ])('lays a box on the upright picture for orientation %i', (orientation, expected) => {
    expect(turnBox(BOX, orientation, { width: 48, height: 64 })).toEqual(expected);
  });
});

describe('dirty VOC files', () => {
  const xml = (inner: string) =>
    `<annotation>\n<filename>a.jpg</filename>\n<size><width>64</width><height>48</height></size>\n${inner}</annotation>\n`;
  const object =
    '<object><name>mask</name><bndbox><xmin>8</xmin><ymin>6</ymin><xmax>28</xmax><ymax>30</ymax></bndbox></object>\n';
  const kinds = (text: string, fix = false) => {
    const issues: DatasetIssue[] = [];
    settlePicture(draftVoc(text, { file: 'a.xml', cutStrayText: fix }), {
      fix,
      report: (issue) => issues.push(issue),
    });
    return issues.map(({ kind, line }) => [kind, line]);
  };

  it('have the marks of Windows programs reported', () => {
    expect(kinds(`\uFEFF${xml(object).replaceAll('\n', '\r\n')}`)).toEqual([
      ['byte-order-mark', 1],
      ['windows-line-ends', 1],
    ]);
  });

  it('have text between the elements reported with its line, and read all the same', () => {
    expect(
      kinds(xml(`checked\n${object}by me\n<!-- ok -->\n${object.replace('<name>', 'x<name>')}`)),
    ).toEqual([
      ['stray-text', 4],
      ['stray-text', 6],
      ['stray-text', 8],
    ]);
    expect(kinds(xml('<object/>'.replace('/>', '>') + object.slice(8)))).toEqual([]);
  });

  it('have text around the root cut off only when told to', () => {
    const text = `<?xml version="1.0"?>\n<!-- x -->\nExported by hand\n${xml(object)}the end`;
    expect(() => kinds(text)).toThrow(/^a\.xml:\d+: expected XML/);
    expect(kinds(text, true)).toEqual([['stray-text', 3]]);
  });

  it('keep the numbers of a box that is inside out, with either pixel origin', () => {
    const swapped = xml(object.replace('<xmin>8', '<xmin>28').replace('<xmax>28', '<xmax>8'));
    for (const pixelOrigin of [0, 1] as const) {
      const clean = settlePicture(draftVoc(xml(object), { pixelOrigin, file: 'a' }));
      expect(settlePicture(draftVoc(swapped, { pixelOrigin, file: 'a' }), { fix: true })).toEqual(clean);
    }
  });

  it('are refused when they are too long or too deep', () => {
    expect(() => kinds(xml(' '.repeat(17 * 2 ** 20)))).toThrow(
      /^a\.xml: expected at most 16 MiB of XML, got 17 MiB/,
    );
    expect(() => kinds(xml('<a>'.repeat(1e5) + '</a>'.repeat(1e5)))).toThrow(/^a\.xml: expected XML/);
  });

  it('have the lines of name and size said', () => {
    const text = xml(object).replace('a.jpg', '../a b.jpg').replace('>64<', '>0<');
    const issues: DatasetIssue[] = [];
    const report = (issue: DatasetIssue) => void issues.push(issue);
    settlePicture(draftVoc(text, { file: 'a.xml' }), { size: { width: 64, height: 48 }, report });
    expect(issues.map(({ kind, line }) => [kind, line])).toEqual([
      ['path-outside', 2],
      ['name-with-spaces', 2],
      ['size-missing', 3],
    ]);
  });

  it('say whether a person has verified them', () => {
    const verified = (value: string) =>
      draftVoc(xml('').replace('<annotation>', `<annotation verified="${value}">`), {}).isVerified;
    expect([verified('yes'), verified('no'), draftVoc(xml('')).isVerified]).toEqual([true, false, undefined]);
    const scored = xml(object.replace('<name>', '<score>0.5</score><name>'));
    expect(settlePicture(draftVoc(scored)).annotations[0]!.score).toBe(0.5);
  });
});
