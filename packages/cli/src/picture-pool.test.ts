import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPicturePool } from './picture-pool.js';

afterEach(() => vi.unstubAllEnvs());

describe('openPicturePool', () => {
  it('refuses threads for tensorflow, however it was chosen, before anything is loaded', async () => {
    const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('--concurrency') as string };
    await expect(openPicturePool('predict', { engine: 'tensorflow' }, 2)).rejects.toMatchObject(refused);
    vi.stubEnv('MASKPRED_ENGINE', 'tensorflow');
    await expect(openPicturePool('classify', {}, 2)).rejects.toMatchObject(refused);
  });
});
