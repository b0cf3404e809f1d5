import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MaskpredError, type RgbImage, type Size } from '@maskpred/core';
import { openReplacement, type Replacement, writeFailed } from '@maskpred/core/node';
import { type Ending, type Ffmpeg, type FfmpegRun, startFfmpeg } from './ffmpeg.js';

/** Containers that annotated clips are written in, by ffmpeg's names. */
export type VideoFormat = 'mp4' | 'mov' | 'matroska';

/** A video file that is being written. */
export interface VideoWriter {
  /**
   * Adds a frame that is shown from this time on; waits until ffmpeg has taken those before it.
   * @throws {MaskpredError} WRITE_FAILED.
   */
  write(image: RgbImage, timestampMs: number): Promise<void>;
  /**
   * Ends the file and puts it in its place.
   * @throws {MaskpredError} WRITE_FAILED.
   */
  finish(): Promise<void>;
  /** Leaves nothing behind; after `finish` it does nothing. */
  discard(): Promise<void>;
}

export interface WriteVideoOptions {
  readonly format: VideoFormat;
  /** Of every frame. */
  readonly size: Size;
  /** Frames a second; frames of the input are repeated or left out to keep their times. */
  readonly frameRate: number;
}

/** A frame is shown at most this long: a clock that jumps by years must not fill the disk. */
const MAX_FRAME_MS = 60_000;

/** Encoders in order of liking. Builds without the GPL have openh264, and each has MPEG-4. */
const ENCODERS = [
  { name: 'libx264', options: ['-preset', 'veryfast', '-crf', '20'] },
  { name: 'libopenh264', options: ['-b:v', '4M'] },
  { name: 'mpeg4', options: ['-q:v', '3'] },
] as const;

/**
 * A video file in its folder, which is made. It is written beside its place and renamed when it is whole.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function openVideoFile(
  path: string,
  ffmpeg: Ffmpeg,
  options: WriteVideoOptions,
): Promise<VideoWriter> {
  const { frameRate } = options;
  const failed = (error: unknown) => (MaskpredError.isInstance(error) ? error : writeFailed(path, error));
  let run: FfmpegRun;
  let opened: Replacement | undefined;
  try {
    opened = await openReplacement(path);
    await writeFile(opened.path, ''); // says what is wrong with the place better than ffmpeg does
    run = startFfmpeg(ffmpeg, encoderArgs(opened.path, await chooseEncoder(ffmpeg), options), {
      stdin: 'pipe',
    });
  } catch (error) {
    await opened?.remove();
    throw failed(error);
  }
  const file = opened;
  run.stdin.on('error', () => undefined); // told to who writes
  run.stdout.resume();
  let pending: RgbImage | undefined;
  let written = 0;
  let firstMs: number | undefined;
  let isOver = false;

  const whyEnded = ({ code, signal }: Ending) =>
    run.log.errors[0] ?? `ffmpeg ended with ${signal ?? `status ${code}`}`;
  const send = async (image: RgbImage, times: number) => {
    for (let i = 0; i < times; i++) {
      const error = await new Promise<Error | null | undefined>((done) => run.stdin.write(image.data, done));
      if (!error) continue;
      throw failed(new Error(whyEnded(await run.ended), { cause: error }));
    }
    written += times;
  };
  const forget = async () => {
    isOver = true;
    await file.remove();
  };

  return {
    async write(image, timestampMs) {
      firstMs ??= timestampMs;
      const due = Math.round(((timestampMs - firstMs) * frameRate) / 1000);
      const longest = Math.ceil((MAX_FRAME_MS * frameRate) / 1000);
      if (pending && due > written) {
        const times = Math.min(due - written, longest);
        // Frames after a jump of the clock follow at once.
        if (times < due - written) firstMs += ((due - written - times) * 1000) / frameRate;
        await send(pending, times);
      }
      pending = image;
    },
    async finish() {
      if (isOver) return;
      try {
        if (pending) await send(pending, 1);
        run.stdin.end();
        const end = await run.ended;
        if (end.code !== 0) throw new Error(whyEnded(end));
        await file.commit();
      } catch (error) {
        throw failed(error);
      } finally {
        await forget();
      }
    },
    async discard() {
      if (isOver) return;
      run.kill();
      await run.ended.catch(() => undefined);
      await forget();
    },
  };
}

function encoderArgs(
  path: string,
  { name, options }: (typeof ENCODERS)[number],
  { format, size, frameRate }: WriteVideoOptions,
): string[] {
  // Sides are even, as players want them; colours are those of HD video, and the file says so.
  const filters = 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  const colours = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  return [
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${size.width}x${size.height}`],
    ...['-framerate', String(frameRate), '-i', 'pipe:0', '-vf', filters, ...colours],
    ...['-c:v', name, ...options, ...(format === 'matroska' ? [] : ['-movflags', '+faststart'])],
    ...['-f', format, '-y', `file:${resolve(path)}`],
  ];
}

async function chooseEncoder(ffmpeg: Ffmpeg): Promise<(typeof ENCODERS)[number]> {
  const run = startFfmpeg(ffmpeg, ['-encoders']);
  let text = '';
  run.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await run.ended;
  const names = new Set(text.split('\n').map((line) => line.trim().split(/\s+/)[1]));
  return ENCODERS.find(({ name }) => names.has(name)) ?? ENCODERS.at(-1)!;
}
