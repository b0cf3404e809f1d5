import { describe, expect, it } from 'vitest';
import { createClassIds, formatLabels, parseLabels } from './labels.js';
import { formatYoloClasses, formatYoloData, parseYoloClasses, parseYoloData } from './yolo-labels.js';

const LABELS = ['mask', 'no-mask', '007', 'yes', '1.0', 'a: b', '# c', 'no', '中 &'];

describe('class lists', () => {
  it('come back in their order, also labels that look like something else', () => {
    expect(parseLabels(formatLabels(LABELS))).toEqual(LABELS);
    expect(parseYoloClasses(formatYoloClasses(LABELS))).toEqual(LABELS);
    expect(parseYoloData(formatYoloData(LABELS))).toEqual(LABELS);
  });

  it('are read as other programs write them', () => {
    expect(parseYoloClasses('\uFEFFmask\r\nno-mask\r\n\r\n')).toEqual(['mask', 'no-mask']);
    expect(parseYoloData('names: [mask, no-mask]\nnc: 2\nroboflow:\n  license: CC BY 4.0')).toEqual([
      'mask',
      'no-mask',
    ]);
    expect(parseYoloData('names:\n  1: no-mask\n  0: mask\n')).toEqual(['mask', 'no-mask']);
  });

  it.each([
    ['[]', /^labels\.json:1: expected a list/],
    ['{"a": 1}', /^labels\.json:1: expected a list/],
    ['["a",\n"a"]', /^labels\.json:2: the label "a" comes twice/],
    ['["a",\n\n" b"]', /^labels\.json:3: expected a label/],
    ['["a", 1]', /expected a label/],
  ])('refuses the labels.json %j', (text, message) => {
    expect(() => parseLabels(text)).toThrow(message);
  });

  it('refuses class lists that are none', () => {
    expect(() => parseYoloClasses('a\n\nb\n')).toThrow(/^classes\.txt:2: expected a label/);
    expect(() => parseYoloClasses('a\nb\na')).toThrow(/^classes\.txt:3: the label "a" comes twice/);
    expect(() => parseYoloClasses('x'.repeat(2 ** 20 + 1))).toThrow(/more than 1 MiB/);
    expect(() => parseYoloData('nc: 2')).toThrow(/expected `names`/);
    expect(() => parseYoloData('names: {0: a, 2: b}')).toThrow(/without gaps/);
    expect(() => parseYoloData('a: 1\nnames: [a')).toThrow(/^data\.yaml:2: expected YAML/);
    const bomb = `a: &a [x, x]\nb: &b [${'*a,'.repeat(90)}]\nc: [${'*b,'.repeat(90)}]\nnames: [m]`;
    expect(() => parseYoloData(bomb)).toThrow(/expected YAML/);
  });

  it('refuse labels that they cannot carry', () => {
    expect(() => formatYoloClasses(['a\nb'])).toThrow(/no line break/);
    expect(() => formatLabels(['a', 'a'])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => createClassIds(['a'])('b')).toThrow(/"b" is not in the list/);
  });
});
