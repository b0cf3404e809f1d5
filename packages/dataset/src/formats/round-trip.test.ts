import type { AnnotatedImage, Dataset } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCoco, parseCoco } from './coco.js';
import { formatCreateMl, parseCreateMl } from './create-ml.js';
import { formatVoc, parseVoc } from './voc.js';
import { formatYolo, parseYolo } from './yolo.js';

const RUNS = { numRuns: 2000 };
const LABELS = ['no-mask', 'mask', 'incorrect mask', '中&<"'];

/** A picture with boxes of whole pixels that touch it. */
const picture = fc
  .record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) })
  .chain((size) => {
    const side = (length: number) =>
      fc
        .tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 1, max: length }))
        .map(([start, extent]) => [start, Math.min(extent, length - start)] as const);
    const annotation = fc
      .record({
        x: side(size.width),
        y: side(size.height),
        label: fc.constantFrom(...LABELS),
        isHard: fc.boolean(),
        score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((score) => score + 0)),
      })
      .map(({ x, y, label, isHard, score }) => ({
        box: { x: x[0], y: y[0], width: x[1], height: y[1] },
        label,
        ...(isHard ? { difficult: true } : {}),
        ...(score === null ? {} : { score }),
      }));
    return fc.record({ size: fc.constant(size), annotations: fc.array(annotation, { maxLength: 5 }) });
  });
const license = fc.record({
  id: fc.constantFrom('by-4.0', 'unknown', 'whatever'),
  url: fc.constantFrom('https://creativecommons.org/licenses/by-sa/3.0/', 'https://example.org/'),
  status: fc.constantFrom('verified', 'claimed', 'unknown'),
});
const image = fc
  .record({ picture, isVerified: fc.option(fc.boolean()), license: fc.option(license) })
  .map(({ picture: { size, annotations }, ...rest }) => ({ ...size, annotations, ...rest }));
const dataset = fc.array(image, { maxLength: 4 }).map((images) => ({
  labels: LABELS,
  images: images.map(({ isVerified: _verified, license: terms, ...rest }, index): AnnotatedImage => ({
    id: `street ${index}`,
    fileName: `street ${index}.jpg`,
    ...rest,
    ...(terms ? { license: terms } : {}),
  })),
}));

const plainAnnotations = (annotations: AnnotatedImage['annotations']) =>
  annotations.map(({ box, label }) => ({ box, label }));
/** What CreateML and YOLO have a place for. */
const plain = ({ labels, images }: Dataset): Dataset => ({
  labels,
  images: images.map(({ license: _license, annotations, ...rest }) => ({
    ...rest,
    annotations: plainAnnotations(annotations),
  })),
});

describe('what is written comes back', () => {
  it('from VOC with either pixel origin', () => {
    fc.assert(
      fc.property(image, fc.constantFrom(0, 1), ({ license: _license, isVerified, ...rest }, pixelOrigin) => {
        const before: AnnotatedImage = {
          id: 'a b',
          fileName: 'a b.jpg',
          ...rest,
          ...(isVerified === null ? {} : { isVerified }),
        };
        expect(parseVoc(formatVoc(before, { pixelOrigin }), { pixelOrigin })).toEqual(before);
      }),
      RUNS,
    );
  });

  it('from COCO, order and licences too', () => {
    fc.assert(
      fc.property(dataset, (before) => {
        const text = formatCoco(before);
        expect(parseCoco(text)).toEqual(before);
        expect(formatCoco(parseCoco(text))).toBe(text);
      }),
      RUNS,
    );
  });

  it('from COCO with the very numbers of broken pixels', () => {
    const number = fc.double({ min: 0.001, max: 500, noNaN: true });
    fc.assert(
      fc.property(number, number, number, number, (x, y, width, height) => {
        const annotations = [{ box: { x, y, width, height }, label: 'mask' }];
        const before = {
          labels: ['mask'],
          images: [{ id: 'a', fileName: 'a.jpg', width: 1000, height: 1000, annotations }],
        };
        expect(parseCoco(formatCoco(before))).toEqual(before);
      }),
      RUNS,
    );
  });

  it('from CreateML', () => {
    fc.assert(
      fc.property(dataset, (before) => {
        const sizes = new Map(before.images.map((entry) => [entry.fileName, entry]));
        expect(parseCreateMl(formatCreateMl(before), { sizes, labels: LABELS })).toEqual(plain(before));
      }),
      RUNS,
    );
  });

  it('from YOLO: whole pixels exactly, of ten digits and of six', () => {
    fc.assert(
      fc.property(image, fc.boolean(), ({ width, height, annotations }, isShort) => {
        const text = formatYolo({ id: 'a', fileName: 'a.jpg', width, height, annotations }, LABELS);
        const written = isShort ? text.replace(/0\.\d+|1\.0+/g, (share) => Number(share).toFixed(6)) : text;
        const back = parseYolo(written, { labels: LABELS, width, height });
        expect(back).toEqual(plainAnnotations(annotations));
      }),
      RUNS,
    );
  });

  it('from YOLO: broken pixels to a millionth of the side', () => {
    const number = fc.double({ min: 0.001, max: 500, noNaN: true });
    fc.assert(
      fc.property(number, number, (x, width) => {
        const annotations = [{ box: { x, y: 1, width, height: 2 }, label: 'mask' }];
        const text = formatYolo({ id: 'a', fileName: 'a.jpg', width: 1000, height: 1000, annotations }, [
          'mask',
        ]);
        const [back] = parseYolo(text, { labels: ['mask'], width: 1000, height: 1000 });
        expect(Math.abs(back!.box.x - x)).toBeLessThan(1e-5);
        expect(Math.abs(back!.box.width - width)).toBeLessThan(1e-5);
      }),
      RUNS,
    );
  });

  it('and leaves the input as it is', () => {
    const before = { labels: ['mask'], images: [] };
    Object.freeze(before.labels);
    Object.freeze(before.images);
    expect(parseCoco(formatCoco(Object.freeze(before)))).toEqual(before);
    expect(formatCreateMl(before)).toBe('[]\n');
  });
});
