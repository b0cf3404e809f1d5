import { describe, expect, it } from 'vitest';
import { MEDIAPIPE_DEFAULTS, type MediaPipeDetectorOptions, resolveMediaPipeSettings } from './options.js';

describe('resolveMediaPipeSettings', () => {
  it('fills in the defaults', () => {
    expect(resolveMediaPipeSettings({})).toEqual(MEDIAPIPE_DEFAULTS);
  });

  it('takes what is given', () => {
    const options = { range: 'full', mode: 'video', minScore: 0, maxFaces: 3 } as const;
    expect(resolveMediaPipeSettings(options)).toEqual(options);
  });

  it.each([{ range: 'long' }, { mode: 'stream' }, { minScore: 2 }, { maxFaces: 0 }])(
    'refuses %j',
    (options) => {
      expect(() => resolveMediaPipeSettings(options as MediaPipeDetectorOptions)).toThrowError(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      );
    },
  );
});
