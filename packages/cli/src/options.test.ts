import { MaskpredError } from '@maskpred/core';
import { ENGINE_NAMES } from '@maskpred/core/tfjs';
import { DETECTOR_KINDS, INPUT_SIZE } from '@maskpred/detector';
import { describe, expect, it } from 'vitest';
import { DETECTOR_CHOICES, ENGINE_CHOICES, INPUT_SIZE_RULE } from './commands/shared-options.js';
import { exitCodeOf } from './exit-code.js';
import { failureOf, formatFailure, printable } from './failure.js';
import { numberOption } from './number-option.js';
import { formatDuration } from './progress.js';

describe('choices', () => {
  it('are those of the packages, which are slow to load for --help', () => {
    expect(ENGINE_CHOICES).toEqual(['auto', ...ENGINE_NAMES]);
    // MediaPipe is for browsers.
    expect(DETECTOR_CHOICES).toEqual(DETECTOR_KINDS.filter((kind) => kind !== 'mediapipe'));
    expect(INPUT_SIZE_RULE).toEqual({ ...INPUT_SIZE, isWhole: true });
  });
});

describe('numberOption', () => {
  const share = numberOption({ min: 0, max: 1 });
  const size = numberOption({ min: 256, max: 768, isWhole: true, step: 64 });

  it('reads what obeys the rule', () => {
    expect([share('0'), share('0.5'), share('1e-2'), size('512')]).toEqual([0, 0.5, 0.01, 512]);
  });

  it.each(['', ' ', 'x', '1.1', '-0.1', 'NaN', 'Infinity', '0,5'])('refuses %j', (text) => {
    expect(() => share(text)).toThrow('a number from 0 to 1');
  });

  it.each(['500', '320.5', '832', '192'])('refuses %s as an input size', (text) => {
    expect(() => size(text)).toThrow('a multiple of 64 from 256 to 768');
  });
});

describe('failures', () => {
  it('map to the exit status: wrong usage is 2, the rest 1', () => {
    expect(exitCodeOf(new MaskpredError('INVALID_ARGUMENT', ''))).toBe(2);
    expect(exitCodeOf(new MaskpredError('MODEL_LOAD_FAILED', ''))).toBe(1);
    expect(exitCodeOf(new Error('bug'))).toBe(1);
  });

  it('keep their code, or are UNEXPECTED', () => {
    expect(failureOf(new MaskpredError('DISPOSED', 'gone'))).toEqual({ code: 'DISPOSED', message: 'gone' });
    expect(failureOf('thrown text')).toEqual({ code: 'UNEXPECTED', message: 'thrown text' });
  });

  it('are printed on one line without control characters', () => {
    expect(printable('a\x1b[31mb\u2028')).toBe('a\\x1b[31mb\\x2028');
    expect(formatFailure({ code: 'FILE_NOT_FOUND', message: 'x\ny' })).toBe(
      'maskpred: x\\ny (FILE_NOT_FOUND)\n',
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [61_000, '1 min 1 s'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
