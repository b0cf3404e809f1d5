import {
  parseCoco,
  parseCreateMl,
  parseCropRecords,
  parseLabelme,
  parseLabels,
  parseSharedPictures,
  parseSplit,
  parseVia,
  parseVoc,
  parseYolo,
  parseYoloClasses,
  parseYoloData,
} from '@maskpred/dataset';
import { parseManifest } from '@maskpred/core/manifest';
import fc from 'fast-check';
import { describe } from 'vitest';
import { fuzz } from './fuzz.js';
import { nearText } from './mutate-bytes.js';
import { nearJson, nearLines } from './mutate-json.js';

const SIZES = new Map([['a.jpg', { width: 64, height: 48 }]]);
const SHA = 'a1'.repeat(32);
const LICENSE = { id: 'by-2.0', url: 'https://creativecommons.org/licenses/by/2.0/', status: 'verified' };

/** JSON that is broken as text, and JSON that is broken in what it says. */
const json = (...seeds: unknown[]) =>
  fc.oneof(nearJson(seeds), nearText(seeds.map((seed) => JSON.stringify(seed, null, 1))));
const lines = (...seeds: unknown[]) =>
  fc.oneof(nearLines(seeds), nearText([seeds.map((seed) => `${JSON.stringify(seed)}\n`).join('')]));

const number = fc.oneof(
  fc.integer({ min: -5, max: 70 }).map(String),
  fc.double().map(String),
  fc.constantFrom('', ' 8 ', '0x10', '1e3', '-0', '8,5', 'eight', '9'.repeat(40), '&#56;', '<a/>'),
);
/** A Pascal VOC file of which each part may be there, missing, doubled or odd. */
const vocParts = fc
  .record({
    fileName: fc.constantFrom(
      '<filename>a.jpg</filename>',
      '',
      '<filename/>',
      '<filename>../a<b/>.jpg</filename>',
    ),
    size: fc.array(fc.tuple(number, number), { maxLength: 2 }),
    objects: fc.array(
      fc.record({
        name: fc.constantFrom('<name>mask</name>', '', '<name> </name>', '<name>a</name><name>b</name>'),
        edges: fc.array(fc.tuple(fc.constantFrom('xmin', 'ymin', 'xmax', 'ymax'), number), { maxLength: 5 }),
        whole: fc.tuple(number, number, number, number),
        isWhole: fc.boolean(),
        rest: fc.constantFrom(
          '',
          '<difficult>1</difficult>',
          '<score>2</score>',
          '<part><name>x</name></part>',
          '<!--',
        ),
      }),
      { maxLength: 3 },
    ),
    root: fc.constantFrom('annotation', 'annotation', 'annotation', 'Annotation', 'a:b'),
  })
  .map(({ fileName, size, objects, root }) => {
    const sizes = size.map(([w, h]) => `<size><width>${w}</width><height>${h}</height></size>`);
    const boxes = objects.map(({ name, edges, whole: [x0, y0, x1, y1], isWhole, rest }) => {
      const inner = isWhole
        ? `<xmin>${x0}</xmin><ymin>${y0}</ymin><xmax>${x1}</xmax><ymax>${y1}</ymax>`
        : edges.map(([edge, value]) => `<${edge}>${value}</${edge}>`).join('');
      return `<object>${name}<bndbox>${inner}</bndbox>${rest}</object>`;
    });
    return `<${root}>${fileName}${sizes.join('')}${boxes.join('')}</${root}>`;
  });
const VOC =
  '<?xml version="1.0"?>\n<annotation verified="yes"><folder>a</folder><filename>a.jpg</filename>' +
  '<size><width>64</width><height>48</height><depth>3</depth></size><segmented>0</segmented>\n<object><name>mask</name>' +
  '<pose>Frontal</pose><difficult>0</difficult><bndbox><xmin>8</xmin><ymin>6</ymin><xmax>28</xmax><ymax>30</ymax></bndbox>' +
  '</object></annotation>';

const COCO = {
  images: [{ id: 1, file_name: 'a.jpg', width: 64, height: 48, license: 1 }],
  annotations: [
    { id: 1, image_id: 1, category_id: 2, bbox: [8, 6, 20, 24], area: 480, iscrowd: 0 },
    { id: 2, image_id: 1, category_id: 1, segmentation: [[1, 1, 9, 1, 9, 9]] },
  ],
  categories: [
    { id: 1, name: 'mask' },
    { id: 2, name: 'no-mask' },
  ],
  licenses: [{ id: 1, name: 'CC BY', url: 'https://creativecommons.org/licenses/by/4.0/' }],
};
const CREATE_ML = [
  { image: 'a.jpg', annotations: [{ label: 'mask', coordinates: { x: 18, y: 18, width: 20, height: 24 } }] },
];
const LABELME = {
  version: '5.0.1',
  imagePath: '..\\a.jpg',
  imageWidth: 64,
  imageHeight: 48,
  shapes: [
    {
      label: 'mask',
      shape_type: 'rectangle',
      points: [
        [28, 30],
        [8, 6],
      ],
    },
    {
      label: 'mask',
      shape_type: 'circle',
      points: [
        [20, 20],
        [25, 20],
      ],
    },
    {
      label: 'no-mask',
      shape_type: 'polygon',
      points: [
        [1, 1],
        [9, 1],
        [9, 9],
      ],
    },
  ],
};
const VIA = {
  'a.jpg100': {
    filename: 'a.jpg',
    size: 100,
    regions: [
      {
        shape_attributes: { name: 'rect', x: 8, y: 6, width: 20, height: 24 },
        region_attributes: { label: 'mask' },
      },
      {
        shape_attributes: { name: 'ellipse', cx: 30, cy: 20, rx: 5, ry: 6 },
        region_attributes: { label: 'mask' },
      },
    ],
    file_attributes: {},
  },
};
const SPLIT = [
  { id: 'mask/a.jpg', group: 'g1', label: 'mask', part: 'train' },
  { id: 'no-mask/b.jpg', group: 'g2', label: 'no-mask', part: 'val' },
];
const CROP = {
  fileName: 'mask/a.jpg',
  label: 'mask',
  source: 'raw/a.jpg',
  sourceSha256: SHA,
  box: { x: 8, y: 6, width: 20, height: 24 },
  margin: 0.15,
};
const SHARED = {
  path: 'images/a.jpg',
  url: 'https://example.org/a.jpg',
  license: LICENSE,
  sha256: SHA,
  dHash: '0123456789abcdef',
  width: 64,
  height: 48,
  annotations: [{ box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' }],
};
const ENTRY = {
  source: 'openverse',
  query: 'masks',
  url: 'https://example.org/a.jpg',
  license: LICENSE,
  sha256: SHA,
  dHash: '0123456789abcdef',
  width: 64,
  height: 48,
  byteLength: 1000,
  retrievedAt: '2026-01-01T00:00:00.000Z',
  fileName: `${SHA}.jpg`,
};

const yoloLine = fc
  .array(
    fc.oneof(
      fc.integer({ min: -1, max: 3 }).map(String),
      fc.double({ min: -0.2, max: 1.2 }).map(String),
      number,
    ),
    { maxLength: 9 },
  )
  .map((parts) => parts.join(' '));

describe('annotation formats', () => {
  const pixelOrigin = fc.constantFrom<0 | 1>(0, 1);
  fuzz('voc', fc.tuple(fc.oneof(nearText([VOC]), vocParts), pixelOrigin), ([xml, origin]) =>
    parseVoc(xml, { pixelOrigin: origin }),
  );
  fuzz(
    'yolo',
    fc.oneof(
      nearText(['0 0.28125 0.375 0.3125 0.5\n1 0.5 0.5 0.25 0.25 0.9\n', '1 0.1 0.1 0.4 0.1 0.4 0.4\n']),
      fc.array(yoloLine, { maxLength: 4 }).map((all) => all.join('\n')),
    ),
    (text) => parseYolo(text, { labels: ['mask', 'no-mask'], width: 64, height: 48 }),
  );
  fuzz('yolo-classes', nearText(['mask\nno-mask\n']), (text) => parseYoloClasses(text));
  fuzz(
    'yolo-data',
    nearText([
      'path: .\ntrain: images\nnc: 2\nnames: [mask, no-mask]\n',
      'names:\n  0: mask\n  1: no-mask\n',
    ]),
    (text) => parseYoloData(text),
  );
  fuzz('coco', json(COCO), (text) => parseCoco(text));
  fuzz('create-ml', json(CREATE_ML), (text) => parseCreateMl(text, { sizes: SIZES }));
  fuzz('labelme', json(LABELME), (text) => parseLabelme(text));
  fuzz('via', json(VIA, { _via_img_metadata: VIA }), (text) => parseVia(text, { sizes: SIZES }));
  fuzz('labels', json(['mask', 'no-mask']), (text) => parseLabels(text));
});

describe('files of a data set', () => {
  fuzz('split', json(SPLIT), (text) => parseSplit(text));
  fuzz('crop-records', lines(CROP), (text) => parseCropRecords(text));
  fuzz('shared-pictures', lines(SHARED, { ...SHARED, path: 'images/b.jpg' }), (text) =>
    parseSharedPictures(text),
  );
  fuzz('manifest', lines(ENTRY), (text) => parseManifest(text));
});
