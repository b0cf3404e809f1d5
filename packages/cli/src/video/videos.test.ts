import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { iou } from '@maskpred/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';
import { describeVideos, ffmpeg, HAS_FFMPEG, writePanningClip, writeProgram } from './__fixtures__/clips.js';

let workplace: Workplace;
let folder: string;
let model: string;
beforeAll(async () => {
  workplace = await createWorkplace();
  ({ folder, model } = workplace);
  if (HAS_FFMPEG) await writePanningClip(join(folder, 'clip.mp4'), workplace.photo);
}, SLOW);
afterAll(() => workplace.remove());

const predict = (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) =>
  runCli(['predict', '--model', model, ...args], { cwd: folder, ...options });

interface TimedBox {
  readonly ms: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

describe('predict without ffmpeg', () => {
  it(
    'says what to install, for each clip, and answers the pictures',
    async () => {
      const env = { PATH: join(folder, 'nowhere'), MASKPRED_FFMPEG: '' };
      const { status, stdout } = await predict(['a.mp4', 'photo.jpg', 'b.MKV', '--json'], { env });
      const lines = jsonLines(stdout);
      expect(status).toBe(1);
      expect(lines.map(({ image, video }) => image ?? video)).toEqual(['photo.jpg', 'a.mp4', 'b.MKV']);
      expect(lines[1]!['error']).toMatchObject({
        code: 'MISSING_DEPENDENCY',
        message: expect.stringContaining('Install ffmpeg'),
      });
    },
    SLOW,
  );

  it.each([
    ['--resume is for pictures', ['a.mp4', '--resume', 'lines.jsonl']],
    ['and none was named', ['photo.jpg', '--fps', '5']],
    ['give both', ['a.mp4', '--by-frame']],
    ['one after the other', ['photo.jpg', '--camera', '/dev/video0']],
    ['would be written over the input', ['a.mp4', '--out', '.']],
  ])('refuses what does not go together: %s', async (message, args) => {
    if (args.includes('--out')) await writeFile(join(folder, 'a.mp4'), '');
    const { status, stderr } = await predict(args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describeVideos('predict of clips', () => {
  it(
    'follows each person through the clip, where the single frames have them, and writes the annotated clip',
    async () => {
      const { status, stdout, stderr } = await predict([
        'clip.mp4',
        '--json',
        '--by-frame',
        '--out',
        'marked',
      ]);
      expect([status, stderr]).toEqual([0, '']);
      const lines = jsonLines(stdout);
      const looks = lines.filter((line) => 'faces' in line);
      const tracks = lines.filter((line) => 'boxes' in line);
      expect(looks.map(({ ms }) => ms)).toEqual(Array.from({ length: 20 }, (_, i) => i * 100));
      expect(tracks.map(({ track }) => track)).toEqual([1, 2, 3]);
      expect(lines.at(-1)).toEqual({
        ...{ video: 'clip.mp4', width: 480, height: 320, looked: 20, tracks: 3, lastMs: 1900 },
      });
      for (const track of tracks) {
        expect(track).toMatchObject({ video: 'clip.mp4', firstMs: 0, lastMs: 1900 });
        expect(track['label']).toMatch(/^(mask|no-mask)$/);
      }

      await mkdir(join(folder, 'frames'));
      await ffmpeg('-i', join(folder, 'clip.mp4'), join(folder, 'frames', '%02d.png'));
      for (const name of (await readdir(join(folder, 'frames'))).sort()) {
        if (!/^(05|18)\./.test(name)) await rename(join(folder, 'frames', name), join(folder, name));
      }
      const frames = jsonLines((await predict(['frames', '--json'])).stdout);
      expect(frames).toHaveLength(2);
      for (const [i, ms] of [400, 1700].entries()) {
        const faces = frames[i]!['faces'] as { box: TimedBox }[];
        expect(faces).toHaveLength(3);
        for (const { box } of faces) {
          const boxes = tracks.map((track) => (track['boxes'] as TimedBox[]).find((one) => one.ms === ms)!);
          expect(Math.max(...boxes.map((one) => iou(one, box)))).toBeGreaterThan(0.7);
        }
      }

      expect(await readdir(join(folder, 'marked'))).toEqual(['clip.mp4']);
      const marked = await predict(['marked/clip.mp4', '--json', '--every', '19']);
      expect(jsonLines(marked.stdout).at(-1)).toMatchObject({
        width: 480,
        height: 320,
        looked: 2,
        lastMs: 1900,
      });
      expect(await readFile(join(folder, 'marked', 'clip.mp4'))).not.toEqual(
        await readFile(join(folder, 'clip.mp4')),
      );
    },
    SLOW,
  );

  it(
    'takes clips by glob, leaves those in folders alone, and goes on after one that is broken',
    async () => {
      const place = await workplace.subfolder('mixed');
      await writeFile(join(place, 'broken.mp4'), 'no clip');
      await ffmpeg('-i', join(folder, 'clip.mp4'), '-c', 'copy', '-t', '0.3', join(place, 'whole.mp4'));
      const { status, stdout, stderr } = await predict(['mixed/*', '--fps', '5']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^maskpred: mixed.broken\.mp4: .*\(IMAGE_DECODE_FAILED\)\n$/);
      expect(stdout).toMatch(/^mixed.whole\.mp4 {2}480 x 320, .* looks/);
      expect((await predict(['mixed'])).stderr).toContain('this folder holds no picture');
    },
    SLOW,
  );

  it(
    'leaves no video behind when it is interrupted',
    async () => {
      await ffmpeg(
        '-stream_loop',
        '40',
        '-i',
        join(folder, 'clip.mp4'),
        '-c',
        'copy',
        join(folder, 'long.mp4'),
      );
      const args = ['long.mp4', '--json', '--by-frame', '--out', 'interrupted'];
      const { status, stdout } = await predict(args, { interruptAfterLines: 3 });
      expect(status).toBe(130);
      expect(jsonLines(stdout).some((line) => 'tracks' in line)).toBe(false);
      expect(await readdir(join(folder, 'interrupted'))).toEqual([]);
    },
    SLOW,
  );
});

describe.skipIf(!HAS_FFMPEG || process.platform !== 'linux')('predict --camera', () => {
  it(
    'looks until Ctrl-C, which keeps the recording and is a good end',
    async () => {
      // Plays the clip at its own speed, over and over, in the place of a camera.
      const program = await writeProgram(
        join(folder, 'camera.mjs'),
        `import { spawn } from 'node:child_process';
         const at = args.indexOf('v4l2');
         if (at > 0) args.splice(at - 1, 4, '-stream_loop', '-1', '-re', '-i', ${JSON.stringify(join(folder, 'clip.mp4'))});
         const child = spawn('ffmpeg', args, { stdio: 'inherit' });
         child.on('close', (code) => process.exit(code ?? 1));
         process.stdout.on('error', () => child.kill());`,
      );
      await writeFile(join(folder, 'video0'), '');
      const args = ['--camera', 'video0', '--json', '--by-frame', '--out', 'recorded'];
      const { status, stdout } = await predict(args, {
        env: { MASKPRED_FFMPEG: program },
        interruptAfterLines: 5,
      });
      const lines = jsonLines(stdout);
      expect(status).toBe(0);
      expect(lines.at(-1)).toMatchObject({ video: 'video0', width: 480, height: 320, tracks: 3 });
      const [name, ...others] = await readdir(join(folder, 'recorded'));
      expect(others).toEqual([]);
      expect(name).toMatch(/^camera-video0-.*Z\.mp4$/);
      const { stdout: again } = await predict([`recorded/${name}`, '--json']);
      expect(jsonLines(again).at(-1)).not.toHaveProperty('error');
    },
    SLOW,
  );

  it(
    'says so when there is no such device',
    async () => {
      const { status, stderr } = await predict(['--camera', '/dev/no-such-camera']);
      expect(stderr).toMatch(/no-such-camera: there is no such device.*\(FILE_NOT_FOUND\)/);
      expect(status).toBe(1);
    },
    SLOW,
  );
});
