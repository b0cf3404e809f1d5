import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProgram } from './__fixtures__/clips.js';
import { findFfmpeg, passThroughOptions } from './ffmpeg.js';
import { openCamera } from './video-input.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-ffmpeg-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('findFfmpeg', () => {
  it('says how to get it where PATH has none', async () => {
    await expect(findFfmpeg({ PATH: folder })).rejects.toMatchObject({
      code: 'MISSING_DEPENDENCY',
      message: expect.stringMatching(/ffmpeg was not found\. Install ffmpeg .* or set MASKPRED_FFMPEG/),
    });
  });

  it('takes the one that is named, or says what is wrong with it', async () => {
    const program = await writeProgram(join(folder, 'mine.mjs'), '');
    expect(await findFfmpeg({ PATH: folder, MASKPRED_FFMPEG: program })).toEqual({ program, version: '5.1' });
    const named = (MASKPRED_FFMPEG: string) => findFfmpeg({ MASKPRED_FFMPEG });
    await expect(named(join(folder, 'gone'))).rejects.toThrow(/gone" was not found/);
    await expect(named(folder)).rejects.toThrow(/does not run: .*EACCES/);
    await expect(named(process.execPath)).rejects.toThrow(/does not say its version/);
  });
});

describe('passThroughOptions', () => {
  it.each([
    ['4.4.2-0ubuntu0.22.04.1', '-vsync'],
    ['5.0', '-vsync'],
    ['5.1.9-0+deb12u1', '-fps_mode'],
    ['n7.1', '-fps_mode'],
    ['8', '-fps_mode'],
    ['N-118193-g5f38c82536', '-fps_mode'],
  ])('knows what %s understands', (version, option) => {
    expect(passThroughOptions(version)).toEqual([option, 'passthrough']);
  });
});

describe('openCamera', () => {
  it('names the camera as each platform does', async () => {
    expect((await openCamera('0', 'darwin')).args).toEqual(
      expect.arrayContaining(['avfoundation', '0:none']),
    );
    expect((await openCamera('USB Camera', 'win32')).args.at(-1)).toBe('video=USB Camera');
    const device = join(folder, 'mine.mjs');
    expect((await openCamera(device, 'linux')).args).toEqual(['-f', 'v4l2', '-i', device]);
  });

  it('says so when there is none', async () => {
    await expect(openCamera(join(folder, 'video9'), 'linux')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await expect(openCamera('x', 'aix')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
