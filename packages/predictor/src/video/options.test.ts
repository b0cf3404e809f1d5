import { describe, expect, it } from 'vitest';
import { resolveVideoSettings, VIDEO_DEFAULTS } from './options.js';

describe('resolveVideoSettings', () => {
  it('fills in the defaults', () => {
    expect(resolveVideoSettings({})).toEqual(VIDEO_DEFAULTS);
    expect(resolveVideoSettings({ minHits: 1, intervalMs: 0 })).toEqual({
      ...VIDEO_DEFAULTS,
      minHits: 1,
      intervalMs: 0,
    });
  });

  it.each([
    { intervalMs: -1 },
    { intervalMs: NaN },
    { startScore: 1.5 },
    { startScore: 0.2, keepScore: 0.3 },
    { minHits: 0 },
    { minHits: 1.5 },
    { maxMissedMs: Infinity },
    { decideAt: 0 },
    { decideAt: 7 },
    { halfLifeMs: 0 },
    { recheckMs: -1 },
  ])('refuses %j', (options) => {
    expect(() => resolveVideoSettings(options)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
