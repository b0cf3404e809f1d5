import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeVideos, ffmpeg, HAS_FFMPEG, writeProgram, writeTestClip } from './__fixtures__/clips.js';
import { findFfmpeg } from './ffmpeg.js';
import { readFrames, type ReadFramesOptions, type VideoFrame } from './read-frames.js';
import { openClip } from './video-input.js';

let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-frames-'));
  clip = join(folder, 'clip.mp4');
  if (HAS_FFMPEG) await writeTestClip(clip);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(path: string, options: ReadFramesOptions = {}, program?: string) {
  const found = await findFfmpeg(program ? { ...process.env, MASKPRED_FFMPEG: program } : process.env);
  const reader = readFrames(found, await openClip(path), options);
  const frames: VideoFrame[] = [];
  for await (const frame of reader) frames.push(frame);
  return { frames, reader, times: frames.map(({ timestampMs }) => Math.round(timestampMs)) };
}

const reasonOf = (path: string) =>
  read(path).then(
    () => undefined,
    (error: Error & { code?: string }) => `${error.code} ${error.message}`,
  );

describeVideos('readFrames', () => {
  it('reads every frame with its time, its size and its colours', async () => {
    const { frames, reader, times } = await read(clip);
    expect(times).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(reader).toMatchObject({ durationMs: 1000, frameRate: 10, damage: undefined });
    for (const { image } of frames) {
      expect(image).toMatchObject({ width: 64, height: 48, channels: 3 });
      expect(image.data).toHaveLength(64 * 48 * 3);
    }
    // The test picture has a yellow bar.
    const bar = Array.from({ length: 64 }, (_, x) => [...frames[0]!.image.data.subarray(x * 3, x * 3 + 3)]);
    expect(bar.some(([red, green, blue]) => red! > 180 && green! > 180 && blue! < 90)).toBe(true);
  });

  it('leaves out frames that are not looked at', async () => {
    expect((await read(clip, { sampling: { every: 4 } })).times).toEqual([0, 400, 800]);
    expect((await read(clip, { sampling: { fps: 5 } })).times).toEqual([0, 200, 400, 600, 800]);
  });

  it('keeps the times of a variable frame rate', async () => {
    const path = join(folder, 'variable.mkv');
    const times = "settb=1/1000,setpts='if(lt(N,5),N*40,200+(N-5)*300)'";
    await writeTestClip(path, '-vf', times, '-enc_time_base', '1/1000', '-vsync', 'vfr');
    expect((await read(path)).times).toEqual([0, 40, 80, 120, 160, 200, 500, 800, 1100, 1400]);
  });

  it('turns frames upright, makes pixels square, and keeps the size when it changes in the middle', async () => {
    const turned = join(folder, 'turned.mp4');
    await ffmpeg('-i', clip, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned);
    expect((await read(turned)).frames[0]!.image).toMatchObject({ width: 48, height: 64 });

    const narrow = join(folder, 'narrow.mkv');
    await writeTestClip(narrow, '-vf', 'scale=32:48,setsar=2/1');
    expect((await read(narrow)).frames[0]!.image).toMatchObject({ width: 64, height: 48 });

    const parts = [join(folder, 'part-1.ts'), join(folder, 'part-2.ts')] as const;
    await writeTestClip(parts[0]);
    await writeTestClip(parts[1], '-vf', 'scale=128:96');
    const joined = join(folder, 'joined.ts');
    await writeFile(joined, Buffer.concat([await readFile(parts[0]), await readFile(parts[1])]));
    const { frames } = await read(joined);
    expect(frames).toHaveLength(20);
    for (const { image } of frames) expect(image).toMatchObject({ width: 64, height: 48 });
    // The same scene: a frame that was cut in the wrong place would be another one.
    const [early, late] = [frames[5]!.image.data, frames[15]!.image.data];
    const wrong = [...early].filter((value, i) => Math.abs(value - late[i]!) > 60);
    expect(wrong.length / early.length).toBeLessThan(0.1);
  });

  it('takes no name for an option, a protocol or a pattern', async () => {
    for (const name of ['-y.mp4', "a%03d'[x],;$(exit).mp4", 'concat:a|b.mp4']) {
      const path = join(folder, name);
      await ffmpeg('-i', clip, '-c', 'copy', `file:${path}`);
      expect((await read(path)).frames).toHaveLength(10);
    }
  });

  it('says what is wrong with files that hold no frames', async () => {
    const make = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(folder, name), content);
      return reasonOf(join(folder, name));
    };
    const unread = /^IMAGE_DECODE_FAILED .*cannot be read as a video: [^.]*\. Is the file whole\?$/;
    expect(await make('empty.mp4', '')).toMatch(unread);
    expect(
      await make(
        'noise.mp4',
        Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31) >> 3),
      ),
    ).toMatch(/^IMAGE_DECODE_FAILED /);
    expect(await make('cut.mp4', (await readFile(clip)).subarray(0, 2000))).toMatch(unread);
    const sound = join(folder, 'sound.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.2', '-c:a', 'aac', sound);
    expect(await reasonOf(sound)).toMatch(/^IMAGE_DECODE_FAILED .*holds no video, only sound/);
    expect(await reasonOf(join(folder, 'missing.mp4'))).toMatch(/^FILE_NOT_FOUND /);
    expect(await reasonOf(folder)).toMatch(/^FILE_UNREADABLE /);
    expect(await reasonOf('http://127.0.0.1:9/a.mp4')).toMatch(/^FILE_UNREADABLE .*not fetched/);
  });

  it('opens no other file or address that a file names', async () => {
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nclip.mp4\n#EXT-X-ENDLIST\n';
    const list = "ffconcat version 1.0\nfile 'clip.mp4'\n";
    for (const [name, text] of [
      ['playlist.mp4', playlist],
      ['list.mp4', list],
    ] as const) {
      await writeFile(join(folder, name), text);
      expect(await reasonOf(join(folder, name))).toMatch(
        /^IMAGE_DECODE_FAILED .*no video file of a known kind/,
      );
    }
  });

  it('reads what there is of a clip that was cut off, and says so', async () => {
    const path = join(folder, 'cut-off.mp4');
    await ffmpeg('-i', clip, '-c', 'copy', '-movflags', '+faststart', path);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, Math.round(bytes.length * 0.7)));
    const { frames, reader } = await read(path);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.length).toBeLessThan(10);
    expect(reader.damage?.code).toBe('IMAGE_DECODE_FAILED');
    expect(reader.damage?.message).toMatch(/the video is damaged, \d+ frames? (was|were) read: /);
  });

  it('says so when ffmpeg dies in the middle, and does not wait for it', async () => {
    const frame =
      '[Parsed_showinfo_4 @ 0x1] [info] n: 0 pts: 0 pts_time:0 pos: 1 fmt:rgb24 sar:1/1 s:2x2 i:P';
    const program = await writeProgram(
      join(folder, 'dying.mjs'),
      `process.stderr.write(${JSON.stringify(`${frame}\n`.repeat(2))});
       process.stdout.write(Buffer.alloc(12 + 5), () => process.kill(process.pid, 'SIGKILL'));`,
    );
    const { frames, reader } = await read(clip, {}, program);
    expect(frames).toHaveLength(1);
    expect(reader.damage?.message).toMatch(/damaged, 1 frame was read: ffmpeg was ended by SIGKILL/);
  });

  it('ends ffmpeg when its reader stops or its signal is aborted', async () => {
    const program = await writeProgram(
      join(folder, 'endless.mjs'),
      `const line = '[Parsed_showinfo_4 @ 0x1] [info] n: 0 pts: 0 pts_time:0 pos: 1 fmt:rgb24 sar:1/1 s:2x2 i:P\\n';
       setInterval(() => { process.stderr.write(line); process.stdout.write(Buffer.alloc(12)); }, 5);`,
    );
    const found = await findFfmpeg({ ...process.env, MASKPRED_FFMPEG: program });
    const stopped = readFrames(found, await openClip(clip));
    for await (const { image } of stopped) if (image.width === 2) break; // ends only when the program has ended
    const controller = new AbortController();
    const aborted = async () => {
      for await (const { image } of readFrames(found, await openClip(clip), { signal: controller.signal })) {
        controller.abort(new Error(`enough of ${image.width} x ${image.height}`));
      }
    };
    await expect(aborted()).rejects.toThrow('enough of 2 x 2');
  });
});
