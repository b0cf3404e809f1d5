import { MaskpredError, type AnnotatedImage } from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatVoc, parseVoc } from './voc.js';

const SIZE = '<size><width>64</width><height>48</height><depth>3</depth></size>';
const BOX = '<bndbox><xmin>8</xmin><ymin>6</ymin><xmax>28</xmax><ymax>30</ymax></bndbox>';
const object = (inner = `<name>mask</name>${BOX}`) => `<object>${inner}</object>`;
const voc = (inner: string) => `<annotation><filename>a.jpg</filename>${inner}</annotation>`;

function errorOf(xml: string, file?: string): MaskpredError {
  try {
    parseVoc(xml, file === undefined ? {} : { file });
  } catch (error) {
    if (MaskpredError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('expected an error, got none');
}

describe('parseVoc', () => {
  it('reads a picture without objects', () => {
    expect(parseVoc(voc(SIZE))).toEqual({
      id: 'a',
      fileName: 'a.jpg',
      width: 64,
      height: 48,
      annotations: [],
    });
  });

  it('reads one object, and several in their order', () => {
    expect(parseVoc(voc(SIZE + object())).annotations).toEqual([
      { box: { x: 8, y: 6, width: 20, height: 24 }, label: 'mask' },
    ]);
    const two = object() + object(`<name>no-mask</name><difficult>1</difficult>${BOX}`);
    expect(parseVoc(voc(SIZE + two)).annotations.map(({ label, difficult }) => [label, difficult])).toEqual([
      ['mask', undefined],
      ['no-mask', true],
    ]);
  });

  it('takes pixels as 1-based and inclusive when told so', () => {
    const { annotations } = parseVoc(voc(SIZE + object()), { pixelOrigin: 1 });
    expect(annotations[0].box).toEqual({ x: 7, y: 5, width: 21, height: 25 });
  });

  it('accepts a byte-order mark, a declaration, Windows line ends, comments, stray whitespace and broken pixels', () => {
    const xml =
      '\uFEFF\r\n<?xml version="1.0" encoding="utf-8"?>\r\n<!-- by hand -->\r\n<annotation verified="yes">\r\n' +
      `<filename>\r\n  street 1.JPG </filename>${SIZE}\r\n<object><name>\tmask </name><bndbox><xmin> 1.5 </xmin>` +
      '<ymin>2e0</ymin><xmax>+3.</xmax><ymax>4.25</ymax></bndbox></object></annotation>\r\n';
    expect(parseVoc(xml)).toEqual({
      id: 'street 1',
      fileName: 'street 1.JPG',
      width: 64,
      height: 48,
      isVerified: true,
      annotations: [{ box: { x: 1.5, y: 2, width: 1.5, height: 2.25 }, label: 'mask' }],
    });
  });

  it('decodes references and keeps labels that look like numbers', () => {
    const xml = voc(SIZE + object(`<name>&#x4e2d; &amp;amp; 007</name>${BOX}`));
    expect(parseVoc(xml).annotations[0].label).toBe('中 &amp; 007');
    expect(parseVoc(voc(SIZE + object(`<name>007</name>${BOX}`))).annotations[0].label).toBe('007');
  });

  it('ignores the parts of an object', () => {
    const part = '<part><name>nose</name><bndbox><xmin>1</xmin></bndbox></part>';
    expect(parseVoc(voc(SIZE + object(`<name>mask</name>${BOX}${part}`))).annotations).toHaveLength(1);
  });

  it('names the picture by <filename> without its folders, else by the file', () => {
    const xml = `<annotation>${SIZE}</annotation>`;
    expect(parseVoc(xml, { file: 'scenes/annotations/b.xml' })).toMatchObject({ id: 'b', fileName: 'b.xml' });
    const windows = `<annotation><filename>C:\\in\\c.v2.png</filename>${SIZE}</annotation>`;
    expect(parseVoc(windows)).toMatchObject({ id: 'c.v2', fileName: 'c.v2.png' });
    expect(errorOf(xml).message).toContain('<filename>');
  });

  it('accepts a box that reaches over the edge', () => {
    const box = '<bndbox><xmin>-3</xmin><ymin>0</ymin><xmax>65</xmax><ymax>48</ymax></bndbox>';
    expect(parseVoc(voc(SIZE + object(`<name>mask</name>${box}`))).annotations[0].box).toMatchObject({
      x: -3,
    });
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['an open tag', '<annotation>'],
    ['another root', '<labels></labels>'],
    ['two roots', `${voc(SIZE)}${voc(SIZE)}`],
    ['an empty root', '<annotation/>'],
    ['no size', voc(object())],
    ['size 0', voc('<size><width>0</width><height>48</height></size>')],
    ['half a pixel', voc('<size><width>1.5</width><height>48</height></size>')],
    ['no label', voc(SIZE + object(BOX))],
    ['an empty label', voc(SIZE + object(`<name> </name>${BOX}`))],
    ['no box', voc(SIZE + object('<name>mask</name>'))],
    ['a number that is none', voc(SIZE + object().replace('28', 'NaN'))],
    ['an infinite number', voc(SIZE + object().replace('28', '1e999'))],
    ['hexadecimal', voc(SIZE + object().replace('28', '0x1c'))],
    ['an inverted box', voc(SIZE + object().replace('28', '7'))],
    ['an empty box', voc(SIZE + object().replace('30', '6'))],
    ['a box outside', voc(SIZE + object().replace('>8<', '>64<').replace('28', '70'))],
    ['__proto__', voc(`${SIZE}<__proto__><x>1</x></__proto__>`)],
    ['a very deep file', voc('<a>'.repeat(500) + '</a>'.repeat(500))],
  ])('refuses %s', (_what, xml) => {
    expect(errorOf(xml, 'in/x.xml')).toMatchObject({ code: 'ANNOTATION_PARSE_FAILED' });
    expect(errorOf(xml, 'in/x.xml').message).toMatch(/^in\/x\.xml[:\d]*: /);
  });

  it('refuses every DOCTYPE, so no entity is ever expanded', () => {
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE annotation [<!ENTITY a "aaaa">]>\n${voc(SIZE)}`;
    expect(errorOf(bomb).message).toMatch(/the annotation:2: expected no DOCTYPE/);
    expect(errorOf(bomb.replace('DOCTYPE', 'doctype')).code).toBe('ANNOTATION_PARSE_FAILED');
  });

  it('says the line of the object or tag that is wrong', () => {
    const second = object().replace('28', '7').replace('<name>', '\n  <name>');
    const xml = `\n\n<annotation>\n<!--\n<object>\n-->\n${SIZE}<filename>a</filename>\n${object()}\n${second}</annotation>`;
    expect(errorOf(xml, 'a.xml').message).toMatch(/^a\.xml:9: .*left 8, top 6, right 7/);
    expect(errorOf(xml.replace('<xmax>7', '<xmax>seven'), 'a.xml').message).toMatch(/^a\.xml:9: .*<xmax>/);
    expect(errorOf('\n<annotation>\n<a>\n</b></annotation>', 'a.xml').message).toMatch(
      /^a\.xml:4: expected XML/,
    );
  });

  it('refuses another pixel origin', () => {
    expect(() => parseVoc(voc(SIZE), { pixelOrigin: 2 as 0 })).toThrow(/pixelOrigin is 0 or 1, got 2/);
  });
});

describe('formatVoc', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((value) => value === value.trim() && !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(value));
  const box = fc.record({
    x: fc.integer({ min: 0, max: 99 }),
    y: fc.integer({ min: 0, max: 99 }),
    width: fc.integer({ min: 1, max: 200 }),
    height: fc.integer({ min: 1, max: 200 }),
  });
  const annotation = fc
    .record({ box, label: text, isHard: fc.boolean() })
    .map(({ box, label, isHard }) => ({ box, label, ...(isHard ? { difficult: true } : {}) }));

  it('is read back unchanged with either pixel origin', () => {
    fc.assert(
      fc.property(
        fc.array(annotation, { maxLength: 5 }),
        text,
        fc.constantFrom(0, 1),
        (annotations, name, origin) => {
          const fileName = `${name.replace(/[\\/]/g, '_')}.jpg`;
          const id = fileName.slice(0, -4);
          const image: AnnotatedImage = { id, fileName, width: 100, height: 100, annotations };
          const options = { pixelOrigin: origin };
          expect(parseVoc(formatVoc(image, options), options)).toEqual(image);
        },
      ),
    );
  });

  it('keeps broken pixels to rounding', () => {
    const box = { x: 0.1, y: 1 / 3, width: 0.2, height: 7.7 };
    const image = { id: 'a', fileName: 'a', width: 9, height: 9, annotations: [{ box, label: 'mask' }] };
    const back = parseVoc(formatVoc(image)).annotations[0].box;
    for (const key of ['x', 'y', 'width', 'height'] as const) expect(back[key]).toBeCloseTo(box[key], 12);
  });

  it.each([
    ['a control character', { label: 'a\u0007' }],
    ['an empty label', { label: '' }],
    ['a label that would be trimmed', { label: ' mask' }],
    ['an inverted box', { box: { x: 1, y: 1, width: -1, height: 1 } }],
    ['NaN', { box: { x: Number.NaN, y: 1, width: 1, height: 1 } }],
  ])('refuses %s', (_what, change) => {
    const annotation = { box: { x: 1, y: 1, width: 2, height: 2 }, label: 'mask', ...change };
    const image = { id: 'a', fileName: 'a.jpg', width: 9, height: 9, annotations: [annotation] };
    expect(() => formatVoc(image)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
