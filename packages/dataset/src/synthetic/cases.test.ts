import { describe, expect, it } from 'vitest';
import { SYNTHETIC_CASES, SYNTHETIC_LABELS, SYNTHETIC_STYLES, syntheticCases } from './cases.js';

describe('syntheticCases', () => {
  it('gives all without a choice, and those of the kinds and wears that are named', () => {
    expect(syntheticCases()).toEqual(SYNTHETIC_CASES);
    expect(syntheticCases({ kinds: ['cup', 'face-mask'], wears: ['chin', 'right'] })).toEqual([
      'right',
      'chin',
      'cup',
    ]);
    expect(syntheticCases({ kinds: ['hand'], wears: [] })).toEqual(['hand']);
  });

  it('refuses a choice that leaves nothing, and names that there are not', () => {
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => syntheticCases({ kinds: [] })).toThrow(refusal);
    expect(() => syntheticCases({ kinds: ['face-mask'], wears: [] })).toThrow(refusal);
    expect(() => syntheticCases({ kinds: ['beard' as 'cup'] })).toThrow(refusal);
    expect(() => syntheticCases({ wears: ['off' as 'chin'] })).toThrow(refusal);
  });

  it('calls only a face mask over nose and mouth mask', () => {
    const masked = SYNTHETIC_CASES.filter((name) => SYNTHETIC_LABELS[name] === 'mask');
    expect(masked).toEqual(['right']);
  });

  it('has no style of two kinds', () => {
    const styles = Object.values(SYNTHETIC_STYLES).flat();
    expect(new Set(styles).size).toBe(styles.length);
  });
});
