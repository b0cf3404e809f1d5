import { describe, expect, it } from 'vitest';
import { DEFAULTS, resolveCall, resolveSettings, type SsdDetectorOptions } from './options.js';

describe('resolveSettings', () => {
  it('fills in the defaults', () => {
    const { inputSize: inputSizes, minScore, maxFaces } = DEFAULTS;
    expect(resolveSettings({})).toEqual({ inputSizes, minScore, maxFaces, tiles: undefined });
  });

  it('takes one input size or two', () => {
    expect(resolveSettings({ inputSize: 512 }).inputSizes).toEqual([512]);
    expect(resolveSettings({ inputSize: [640, 384] }).inputSizes).toEqual([640, 384]);
  });

  it('takes the size of tiles from the input size', () => {
    expect(resolveSettings({ inputSize: 384, tiles: true }).tiles).toEqual({ size: 384, overlap: 0.25 });
    expect(resolveSettings({ inputSize: [640, 256], tiles: {} }).tiles).toEqual({ size: 640, overlap: 0.25 });
    expect(resolveSettings({ tiles: { size: 1000 } }).tiles).toEqual({ size: 1000, overlap: 0.25 });
    expect(resolveSettings({ tiles: false }).tiles).toBeUndefined();
  });

  it.each<[string, SsdDetectorOptions]>([
    ['a size that is no multiple of 64', { inputSize: 500 }],
    ['a size under 256', { inputSize: 192 }],
    ['a size over 768', { inputSize: 832 }],
    ['a size that is no number', { inputSize: '512' as unknown as number }],
    ['no size', { inputSize: [] }],
    ['three sizes', { inputSize: [640, 512, 256] }],
    ['the smaller size first', { inputSize: [256, 512] }],
    ['a second size that is too small', { inputSize: [512, 128] }],
    ['a score over 1', { minScore: 1.01 }],
    ['a score that is not a number', { minScore: NaN }],
    ['no faces at all', { maxFaces: 0 }],
    ['half a face', { maxFaces: 2.5 }],
    ['tiles too small', { tiles: { size: 32 } }],
    ['tiles that overlap too much', { tiles: { overlap: 0.6 } }],
    ['tiles that do not overlap', { tiles: { overlap: 0 } }],
    ['tiles that are a number', { tiles: 512 as unknown as boolean }],
  ])('refuses %s', (_, options) => {
    expect(() => resolveSettings(options)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error,
    );
  });

  it('says what was expected and what came', () => {
    expect(() => resolveSettings({ inputSize: 500 })).toThrow(
      'inputSize is a multiple of 64 from 256 to 768, got 500',
    );
  });
});

describe('resolveCall', () => {
  it('prefers the call over the detector', () => {
    const detector = { minScore: 0.4, maxFaces: 9 };
    expect(resolveCall({}, detector)).toEqual(detector);
    expect(resolveCall({ minScore: 0 }, detector)).toEqual({ minScore: 0, maxFaces: 9 });
  });
});

describe('DEFAULTS', () => {
  it('cannot be changed', () => {
    expect(Object.isFrozen(DEFAULTS)).toBe(true);
    expect(Object.isFrozen(DEFAULTS.inputSize)).toBe(true);
  });
});
