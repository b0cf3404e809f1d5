import { describe, expect, it, vi } from 'vitest';
import { decodeImage } from './node.js';

vi.mock('sharp', () => {
  throw new Error("Cannot find package 'sharp'");
});

describe('without sharp', () => {
  it('says what to install, and still takes decoded pixels', async () => {
    await expect(decodeImage(new Uint8Array([0xff, 0xd8]))).rejects.toThrow(
      expect.objectContaining({
        code: 'MISSING_DEPENDENCY',
        message: expect.stringContaining('npm i sharp') as string,
      }),
    );
    const image = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 as const };
    expect(await decodeImage(image)).toBe(image);
  });
});
