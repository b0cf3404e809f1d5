import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as errors from './error.js';
import { assertArgument, MaskpredError, messageOf } from './error.js';

describe('MaskpredError', () => {
  it('is an Error with a code, a cause and a name', () => {
    const cause = new Error('disk');
    const error = new MaskpredError('FILE_UNREADABLE', 'a.jpg: cannot be read.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'MaskpredError',
      code: 'FILE_UNREADABLE',
      isRetryable: false,
      cause,
    });
    expect(String(error)).toBe('MaskpredError: a.jpg: cannot be read.');
    expect('cause' in new MaskpredError('DISPOSED', 'gone')).toBe(false);
  });

  it('says when trying again may help', () => {
    expect(new MaskpredError('FILE_UNREADABLE', 'x', { isRetryable: true }).isRetryable).toBe(true);
  });

  it('is recognised across two copies of the module, where instanceof fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'maskpred-error-'));
    try {
      await cp(new URL('./error.ts', import.meta.url), join(folder, 'error.ts'));
      const copy = (await import(join(folder, 'error.ts'))) as typeof errors;
      const foreign = new copy.MaskpredError('DISPOSED', 'from another copy');
      expect(foreign).not.toBeInstanceOf(MaskpredError);
      expect(MaskpredError.isInstance(foreign)).toBe(true);
      expect(copy.MaskpredError.isInstance(new MaskpredError('DISPOSED', 'from here'))).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([undefined, null, 'DISPOSED', new Error('x'), { code: 'DISPOSED', name: 'MaskpredError' }])(
    'is not any other value: %o',
    (value) => {
      expect(MaskpredError.isInstance(value)).toBe(false);
    },
  );
});

describe('messageOf and assertArgument', () => {
  it('reads the message of anything that was thrown', () => {
    expect(messageOf(new Error('broken'))).toBe('broken');
    expect(messageOf('broken')).toBe('broken');
    expect(messageOf(undefined)).toBe('undefined');
  });

  it('throws INVALID_ARGUMENT with the message, or does nothing', () => {
    expect(() => assertArgument(true, 'no')).not.toThrow();
    expect(() => assertArgument(false, 'no')).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: 'no' }),
    );
  });
});
