import { describe, expect, it } from 'vitest';
import { settleLabels } from './label-rule.js';

const model = ['mask', 'no-mask', 'not-face'];
const none = new Map<string, string>();

describe('settleLabels', () => {
  it('has nothing to say where the model knows every label', () => {
    expect(settleLabels(['mask', 'no-mask'], model, none)).toEqual({ labelMap: {}, notes: [] });
    expect(settleLabels(['incorrect-mask', 'mask'], ['incorrect-mask', ...model], none).labelMap).toEqual({});
  });

  it('counts worn wrong as bare where the model has no label for it', () => {
    const { labelMap, notes } = settleLabels(['incorrect-mask', 'mask'], model, none);
    expect(labelMap).toEqual({ 'incorrect-mask': 'no-mask' });
    expect(notes).toEqual([expect.stringContaining('incorrect-mask counts as no-mask')]);
    expect(settleLabels(['incorrect-mask', 'mask'], model, new Map([['incorrect-mask', 'mask']]))).toEqual({
      labelMap: { 'incorrect-mask': 'mask' },
      notes: [],
    });
  });

  it('says which labels the model lacks, and refuses when it lacks all', () => {
    expect(settleLabels(['mask', 'scarf'], model, none).notes[0]).toContain('--as scarf=<label>');
    expect(() => settleLabels(['with_mask', 'without_mask'], model, none)).toThrow('--as with_mask=mask');
    const given = new Map([
      ['with_mask', 'mask'],
      ['without_mask', 'no-mask'],
    ]);
    expect(settleLabels(['with_mask', 'without_mask'], model, given).notes).toEqual([]);
  });

  it('refuses names on either side that are none', () => {
    expect(() => settleLabels(['mask'], model, new Map([['helmet', 'mask']]))).toThrow(
      'no picture is labelled',
    );
    expect(() => settleLabels(['mask'], model, new Map([['mask', 'helmet']]))).toThrow('no label helmet');
  });
});
