import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RgbImage } from '@maskpred/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeVideos, writeProgram } from './__fixtures__/clips.js';
import { findFfmpeg } from './ffmpeg.js';
import { readFrames, type VideoFrame } from './read-frames.js';
import { openClip } from './video-input.js';
import { openVideoFile } from './write-video.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-write-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const OPTIONS = { format: 'mp4', size: { width: 33, height: 25 }, frameRate: 10 } as const;

function grey(value: number): RgbImage {
  const { width, height } = OPTIONS.size;
  return { data: new Uint8Array(width * height * 3).fill(value), width, height, channels: 3 };
}

async function framesOf(path: string): Promise<VideoFrame[]> {
  const frames: VideoFrame[] = [];
  for await (const frame of readFrames(await findFfmpeg(), await openClip(path))) frames.push(frame);
  return frames;
}

describeVideos('openVideoFile', () => {
  it('keeps the times and the colours of frames, with sides that are odd', async () => {
    const path = join(folder, 'new', 'a.mp4');
    const video = await openVideoFile(path, await findFfmpeg(), OPTIONS);
    for (const [value, ms] of [
      [20, 5000],
      [120, 5100],
      [130, 5130], // of the same tenth of a second: it takes the place of the one before
      [220, 5200],
      [60, 5500],
    ] as const) {
      await video.write(grey(value), ms);
    }
    expect(await readdir(join(folder, 'new'))).toEqual([expect.stringMatching(/^\.maskpred-.+\.tmp$/)]);
    await video.finish();
    await video.discard();
    expect(await readdir(join(folder, 'new'))).toEqual(['a.mp4']);
    const frames = await framesOf(path);
    expect(frames.map(({ timestampMs }) => Math.round(timestampMs))).toEqual([0, 100, 200, 300, 400, 500]);
    const values = frames.map(({ image }) => image.data[(10 * image.width + 10) * 3]!);
    const expected = [20, 130, 220, 220, 220, 60];
    values.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(6));
    expect(frames[0]!.image).toMatchObject({ width: 34, height: 26 });
  });

  it('does not fill the disk for a clock that jumps', async () => {
    const path = join(folder, 'jump.mp4');
    const video = await openVideoFile(path, await findFfmpeg(), { ...OPTIONS, frameRate: 1 });
    for (const ms of [0, 1e9, 1e9 + 1000]) await video.write(grey(100), ms);
    await video.finish();
    expect(await framesOf(path)).toHaveLength(62);
  });

  it('leaves nothing of a video that is given up, and what was there before', async () => {
    const place = join(folder, 'given-up');
    await mkdir(place);
    await writeFile(join(place, 'a.mp4'), 'before');
    const video = await openVideoFile(join(place, 'a.mp4'), await findFfmpeg(), OPTIONS);
    await video.write(grey(1), 0);
    await video.write(grey(2), 100);
    await video.discard();
    await video.discard();
    expect(await readdir(place)).toEqual(['a.mp4']);
  });

  it('says what is in the way', async () => {
    const open = async (path: string) => openVideoFile(path, await findFfmpeg(), OPTIONS);
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'folder.mp4'));
    await expect(open(join(folder, 'file', 'a.mp4'))).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    await expect(open(join(folder, 'folder.mp4'))).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });

  it('fails when ffmpeg does, and leaves nothing', async () => {
    const place = join(folder, 'failing');
    const program = await writeProgram(
      join(folder, 'failing.mjs'),
      "process.stderr.write('[error] No space left on device\\n', () => process.exit(1));",
    );
    const failing = await findFfmpeg({ ...process.env, MASKPRED_FFMPEG: program });
    const video = await openVideoFile(join(place, 'a.mp4'), failing, OPTIONS);
    const writing = async () => {
      for (let i = 0; i < 1000; i++) await video.write(grey(i % 256), i * 100);
      await video.finish();
    };
    await expect(writing()).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: expect.stringContaining('No space left on device'),
    });
    await video.discard();
    expect(await readdir(place)).toEqual([]);
  });
});
