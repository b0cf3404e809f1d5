import { describe, expect, it } from 'vitest';
import { MAX_PICTURE_FILE_BYTES } from './limits.js';
import { formatYolo, parseYolo } from './yolo.js';

const OPTIONS = { labels: ['mask', 'no-mask'], width: 64, height: 48, file: 'a.txt' };
const BOX = { x: 8, y: 6, width: 20, height: 24 };
const LINE = '0 0.28125 0.375 0.3125 0.5';

describe('parseYolo', () => {
  it('reads an empty file, and one of empty lines', () => {
    expect(parseYolo('', OPTIONS)).toEqual([]);
    expect(parseYolo('\uFEFF\r\n \r\n', OPTIONS)).toEqual([]);
  });

  it('reads boxes, scores and polygons', () => {
    expect(parseYolo(`${LINE}\r\n1 ${LINE.slice(2)} 0.75\n`, OPTIONS)).toEqual([
      { box: BOX, label: 'mask' },
      { box: BOX, label: 'no-mask', score: 0.75 },
    ]);
    const polygon = '0 0.125 0.125 0.4375 0.125 0.4375 0.625';
    expect(parseYolo(polygon, OPTIONS)).toEqual([{ box: BOX, label: 'mask' }]);
  });

  it('takes whole pixels only as far as the digits tell', () => {
    const at = (x: string) =>
      parseYolo(`0 ${x} 0.5 0.1 0.1`, { ...OPTIONS, width: 1000, height: 1000 })[0]!.box.x;
    expect(at('0.150000')).toBe(100);
    expect(at('0.1500004')).toBeCloseTo(100.0004, 6);
    expect(at('0.1503')).toBeCloseTo(100.3, 9);
  });

  it('ignores text behind the numbers', () => {
    expect(parseYolo(`${LINE} # a face`, OPTIONS)).toHaveLength(1);
  });

  it.each([
    [
      'a class id without label',
      '2 0.5 0.5 0.1 0.1',
      'UNKNOWN_LABEL',
      /^a\.txt:1: expected a class id of the labels, 0 to 1 \(mask, no-mask\), got 2/,
    ],
    ['a broken class id', '0.5 0.5 0.5 0.1 0.1', 'UNKNOWN_LABEL', /got 0\.5/],
    [
      'four numbers',
      `${LINE}\n0 0.5 0.5 0.1`,
      'ANNOTATION_PARSE_FAILED',
      /^a\.txt:2: expected "class x y width height"/,
    ],
    ['an even number of numbers', '0 0.1 0.1 0.2 0.2 0.3 0.3 0.4', 'ANNOTATION_PARSE_FAILED', /^a\.txt:1/],
    ['a line of text', 'hello', 'ANNOTATION_PARSE_FAILED', /^a\.txt:1/],
    [
      'a box without area',
      '0 0.5 0.5 0 0.1',
      'ANNOTATION_PARSE_FAILED',
      /^a\.txt:1: expected a box with an area/,
    ],
    [
      'a box outside',
      `\n\n0 1.5 0.5 0.1 0.1`,
      'ANNOTATION_PARSE_FAILED',
      /^a\.txt:3: expected a box inside the 64 x 48/,
    ],
    ['not a number', '0 NaN 0.5 0.1 0.1', 'ANNOTATION_PARSE_FAILED', /^a\.txt:1/],
    ['a huge file', ' '.repeat(MAX_PICTURE_FILE_BYTES + 1), 'ANNOTATION_PARSE_FAILED', /at most 16 MiB/],
  ])('refuses %s', (_what, text, code, message) => {
    expect(() => parseYolo(text, OPTIONS)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe('formatYolo', () => {
  it('writes a line a box, by the place of the label in the list', () => {
    const image = {
      id: 'a',
      fileName: 'a.jpg',
      width: 64,
      height: 48,
      annotations: [{ box: BOX, label: 'no-mask' }],
    };
    expect(formatYolo({ ...image, annotations: [] }, ['mask'])).toBe('');
    expect(formatYolo(image, ['mask', 'no-mask'])).toBe(
      '1 0.2812500000 0.3750000000 0.3125000000 0.5000000000\n',
    );
    expect(() => formatYolo(image, ['mask'])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
