import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as subject from './detect-faces.js';

const create = vi.hoisted(() => vi.fn());
vi.mock('./create-face-detector.js', () => ({ createFaceDetector: create }));

const image = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 as const };

describe('detectFaces', () => {
  let detectFaces: typeof subject.detectFaces;
  beforeEach(async () => {
    vi.resetModules();
    create.mockReset();
    ({ detectFaces } = await import('./detect-faces.js'));
  });

  it('loads one detector for all calls', async () => {
    const detect = vi.fn(async () => []);
    create.mockResolvedValue({ detect });
    await Promise.all([detectFaces(image), detectFaces(image, { minScore: 0.7 })]);
    expect(await detectFaces(image)).toEqual([]);
    expect(create).toHaveBeenCalledTimes(1);
    expect(detect).toHaveBeenCalledWith(image, { minScore: 0.7 });
  });

  it('tries again after a load that failed', async () => {
    create.mockRejectedValueOnce(new Error('no network'));
    create.mockResolvedValueOnce({ detect: async () => [] });
    await expect(detectFaces(image)).rejects.toThrow('no network');
    expect(await detectFaces(image)).toEqual([]);
  });

  it('loads nothing for a call that is aborted already', async () => {
    const reason = new Error('never mind');
    await expect(detectFaces(image, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(create).not.toHaveBeenCalled();
  });
});
