import { describe, expect, it } from 'vitest';
import { formatCoco, parseCoco } from './coco.js';
import { cocoIdOf } from './coco-numbers.js';
import { parseCreateMl } from './create-ml.js';
import { parseLabelme } from './labelme.js';
import { parseVia } from './via.js';

const SIZES = new Map([['a.jpg', { width: 64, height: 48 }]]);
const BOX = { x: 8, y: 6, width: 20, height: 24 };

describe('parseCoco', () => {
  const coco = (changes: object = {}) =>
    JSON.stringify(
      {
        images: [{ id: 1, file_name: 'a.jpg', width: 64, height: 48 }],
        annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [8, 6, 20, 24] }],
        categories: [{ id: 1, name: 'mask' }],
        ...changes,
      },
      undefined,
      1,
    );
  const box = (changes: object) =>
    coco({ annotations: [{ image_id: 1, category_id: 1, bbox: [8, 6, 20, 24], ...changes }] });

  it('reads a file without pictures', () => {
    expect(parseCoco('{"images": []}')).toEqual({ labels: [], images: [] });
  });

  it('takes the order of labels from the category ids, or from the project', () => {
    const categories = [
      { id: 9, name: 'mask' },
      { id: 1, name: 'no-mask' },
    ];
    expect(parseCoco(coco({ categories })).labels).toEqual(['no-mask', 'mask']);
    expect(parseCoco(coco({ categories }), { labels: ['mask', 'no-mask'] }).labels).toEqual([
      'mask',
      'no-mask',
    ]);
  });

  it('reads iscrowd, scores, polygons and ids that are texts', () => {
    expect(parseCoco(box({ iscrowd: 1, score: 0.5 })).images[0]!.annotations).toEqual([
      { box: BOX, label: 'mask', difficult: true, score: 0.5 },
    ]);
    const segmentation = [
      [8, 6, 28, 6, 28, 30],
      [10, 10, 12, 12, 9, 12],
    ];
    expect(parseCoco(box({ bbox: undefined, segmentation })).images[0]!.annotations[0]!.box).toEqual(BOX);
    const text = coco()
      .replaceAll(/_id": (\d)/g, '_id": "$1"')
      .replaceAll(/"id": (\d)/g, '"id": "$1"');
    expect(parseCoco(text).images[0]!.annotations).toHaveLength(1);
  });

  it('carries licences, by what their address says', () => {
    const licenses = [
      {
        id: 3,
        name: 'Attribution-ShareAlike License',
        url: 'http://creativecommons.org/licenses/by-sa/2.0/',
      },
      { id: 4, name: 'CC0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' },
      { id: 5, name: 'Unknown' },
    ];
    const images = [3, 4, 5].map((license) => ({
      id: license,
      file_name: `${license}.jpg`,
      width: 9,
      height: 9,
      license,
    }));
    expect(
      parseCoco(coco({ licenses, images, annotations: [] })).images.map(({ license }) => license),
    ).toEqual([
      { id: 'by-sa-2.0', url: 'http://creativecommons.org/licenses/by-sa/2.0/', status: 'claimed' },
      { id: 'cc0-1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/', status: 'claimed' },
      undefined,
    ]);
  });

  it('keeps the numbers of pictures and boxes that do not come from counting', () => {
    const images = [{ id: 391895, file_name: 'a.jpg', width: 64, height: 48 }];
    const annotations = [{ id: 77, image_id: 391895, category_id: 1, bbox: [8, 6, 20, 24] }];
    const dataset = parseCoco(coco({ images, annotations }));
    expect([cocoIdOf(dataset.images[0]!), cocoIdOf(dataset.images[0]!.annotations[0]!)]).toEqual([
      391895, 77,
    ]);
    const added = { id: 'b', fileName: 'b.jpg', width: 9, height: 9, annotations: [] };
    const written: { images: { id: number }[]; annotations: object[] } = JSON.parse(
      formatCoco({ ...dataset, images: [...dataset.images, added] }),
    );
    expect(written.images.map(({ id }) => id)).toEqual([391895, 1]);
    expect(written.annotations[0]).toMatchObject({ id: 77, image_id: 391895 });
  });

  it.each([
    ['another file', '{"shapes": []}', 'ANNOTATION_PARSE_FAILED', /^the COCO file:1: images: /],
    ['no JSON', '{"images": [}', 'ANNOTATION_PARSE_FAILED', /^the COCO file:1: expected JSON/],
    [
      'a category that is not there',
      box({ category_id: 7 }),
      'UNKNOWN_LABEL',
      /:\d+: expected a category_id of the file \(1\), got 7/,
    ],
    ['a box of no picture', box({ image_id: 7 }), 'ANNOTATION_PARSE_FAILED', /a box of no picture/],
    ['a box of three numbers', box({ bbox: [1, 2, 3] }), 'ANNOTATION_PARSE_FAILED', /annotations\.0\.bbox/],
    ['no box', box({ bbox: undefined }), 'ANNOTATION_PARSE_FAILED', /a bbox or a polygon, got neither/],
    ['a box inside out', box({ bbox: [8, 6, -2, 2] }), 'ANNOTATION_PARSE_FAILED', /expected left < right/],
    [
      'an id that comes twice',
      coco({ images: [1, 1].map((id) => ({ id, file_name: 'a', width: 1, height: 1 })) }),
      'ANNOTATION_PARSE_FAILED',
      /comes twice/,
    ],
    [
      'two pictures of one name',
      coco({ images: [1, 2].map((id) => ({ id, file_name: 'a.jpg', width: 64, height: 48 })) }),
      'ANNOTATION_PARSE_FAILED',
      /a second picture called a/,
    ],
    [
      'deep nesting',
      `{"images": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      'ANNOTATION_PARSE_FAILED',
      /images\.0/,
    ],
  ])('refuses %s', (_what, text, code, message) => {
    expect(() => parseCoco(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('says the line of the box that is wrong', () => {
    const text = box({ bbox: [70, 6, 20, 24] });
    const line = text.split('\n').findIndex((row) => row.includes('annotations')) + 2;
    expect(() => parseCoco(text, { file: 'a.json' })).toThrow(
      new RegExp(`^a\\.json:${line}: expected a box inside the 64 x 48`),
    );
  });
});

describe('parseCreateMl', () => {
  const annotation = { label: 'mask', coordinates: { x: 18, y: 18, width: 20, height: 24 } };

  it('reads no pictures, and boxes by their centre', () => {
    expect(parseCreateMl('[]', {})).toEqual({ labels: [], images: [] });
    const text = JSON.stringify([{ image: 'a.jpg', annotations: [annotation] }]);
    expect(parseCreateMl(text, { sizes: SIZES })).toEqual({
      labels: ['mask'],
      images: [
        { id: 'a', fileName: 'a.jpg', width: 64, height: 48, annotations: [{ box: BOX, label: 'mask' }] },
      ],
    });
    const old = text.replace('"image"', '"imagefilename"').replace('annotations', 'annotation');
    expect(parseCreateMl(old, { sizes: SIZES })).toEqual(parseCreateMl(text, { sizes: SIZES }));
  });

  it.each([
    ['a picture without size', [{ image: 'b.jpg', annotations: [] }], /:2: expected the size of the picture/],
    ['a picture without name', [{ annotations: [] }], /:2: 0: expected "image"/],
    [
      'a box without label',
      [{ image: 'a.jpg', annotations: [{ ...annotation, label: 1 }] }],
      /:6: 0\.annotations\.0\.label/,
    ],
    ['an object', {}, /expected array/],
  ])('refuses %s', (_what, value, message) => {
    const text = JSON.stringify(value, undefined, 1);
    expect(() => parseCreateMl(text, { sizes: SIZES })).toThrow(message);
  });
});

describe('parseVia', () => {
  const region = (shape: object, attributes: object = { face: 'mask' }) => ({
    shape_attributes: shape,
    region_attributes: attributes,
  });
  const rect = { name: 'rect', ...BOX };
  const via = (...regions: object[]) =>
    JSON.stringify({ 'a.jpg123': { filename: 'a.jpg', size: 123, regions } });
  const boxes = (text: string, labelAttribute?: string) =>
    parseVia(text, { sizes: SIZES, ...(labelAttribute ? { labelAttribute } : {}) }).images[0]!.annotations;

  it('reads a file without pictures, an export, a project, and regions as version 1 wrote them', () => {
    expect(parseVia('{}', {})).toEqual({ labels: [], images: [] });
    expect(boxes(via(region(rect)))).toEqual([{ box: BOX, label: 'mask' }]);
    const project = `{"_via_settings": {}, "_via_img_metadata": ${via(region(rect))}, "_via_attributes": {}}`;
    expect(boxes(project)).toEqual([{ box: BOX, label: 'mask' }]);
    const old = via(region(rect))
      .replace('"regions":[', '"regions":{"0":')
      .replace(/\]\}\}$/, '}}}');
    expect(boxes(old)).toEqual([{ box: BOX, label: 'mask' }]);
  });

  it('takes the box around other shapes, and leaves points and lines out', () => {
    const shapes = [
      { name: 'circle', cx: 20, cy: 20, r: 5 },
      { name: 'ellipse', cx: 20, cy: 20, rx: 5, ry: 3 },
      { name: 'polygon', all_points_x: [1, 9, 5], all_points_y: [2, 3, 8] },
      { name: 'point', cx: 1, cy: 1 },
      { name: 'polyline', all_points_x: [1, 9], all_points_y: [2, 3] },
    ];
    expect(boxes(via(...shapes.map((shape) => region(shape)))).map(({ box }) => box)).toEqual([
      { x: 15, y: 15, width: 10, height: 10 },
      { x: 15, y: 17, width: 10, height: 6 },
      { x: 1, y: 2, width: 8, height: 6 },
    ]);
  });

  it('finds the label among several attributes', () => {
    const attributes = { quality: { good: true }, type: 'mask', worn: { right: true, chin: false } };
    expect(boxes(via(region(rect, attributes)))[0]!.label).toBe('mask');
    expect(boxes(via(region(rect, attributes)), 'worn')[0]!.label).toBe('right');
  });

  it.each([
    ['no label', region(rect, {}), /expected a label, got none/],
    ['two labels', region(rect, { face: { a: true, b: true } }), /expected a label, got none/],
    ['no numbers', region({ name: 'rect', x: 1 }), /finite numbers/],
    ['a polygon without points', region({ name: 'polygon' }), /finite numbers/],
    ['no shape', { region_attributes: {} }, /shape_attributes/],
  ])('refuses a region with %s', (_what, value, message) => {
    expect(() => boxes(via(value))).toThrow(message);
  });
});

describe('parseLabelme', () => {
  const shape = (changes: object = {}) => ({
    label: 'mask',
    shape_type: 'rectangle',
    points: [
      [28, 30],
      [8, 6],
    ],
    ...changes,
  });
  const labelme = (...shapes: object[]) =>
    JSON.stringify(
      {
        version: '5.4.1',
        flags: {},
        shapes,
        imagePath: '..\\in\\a.jpg',
        imageData: null,
        imageWidth: 64,
        imageHeight: 48,
      },
      undefined,
      1,
    );

  it('reads no shapes, rectangles drawn from any corner, and the box around others', () => {
    expect(parseLabelme(labelme())).toEqual({
      id: 'a',
      fileName: 'a.jpg',
      width: 64,
      height: 48,
      annotations: [],
    });
    const shapes = [
      shape(),
      shape({
        shape_type: 'polygon',
        points: [
          [1, 2],
          [9, 3],
          [5, 8],
        ],
      }),
      shape({
        shape_type: 'circle',
        points: [
          [20, 20],
          [23, 24],
        ],
      }),
      shape({ shape_type: 'point', points: [[1, 1]] }),
      shape({ difficult: true, score: 0.5 }),
    ];
    expect(parseLabelme(labelme(...shapes)).annotations).toEqual([
      { box: BOX, label: 'mask' },
      { box: { x: 1, y: 2, width: 8, height: 6 }, label: 'mask' },
      { box: { x: 15, y: 15, width: 10, height: 10 }, label: 'mask' },
      { box: BOX, label: 'mask', difficult: true, score: 0.5 },
    ]);
  });

  it('refuses what is none, with the line of the shape', () => {
    expect(() => parseLabelme('{}', { file: 'a.json' })).toThrow(/^a\.json:1: shapes/);
    const second = labelme(
      shape(),
      shape({
        points: [
          [70, 6],
          [90, 30],
        ],
      }),
    );
    const line =
      second
        .split('\n')
        .map((row) => row.trim())
        .lastIndexOf('{') + 1;
    expect(() => parseLabelme(second, { file: 'a.json' })).toThrow(
      new RegExp(`^a\\.json:${line}: expected a box inside`),
    );
    expect(() => parseLabelme(labelme(shape({ points: [] })))).toThrow(/finite numbers/);
  });
});
