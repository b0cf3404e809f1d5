import type { Readable } from 'node:stream';
import { MaskpredError, type RgbImage } from '@maskpred/core';
import { DEFAULT_MAX_PIXELS } from '@maskpred/core/node';
import { type Ending, type Ffmpeg, type FfmpegRun, passThroughOptions, startFfmpeg } from './ffmpeg.js';
import type { FrameMark } from './ffmpeg-log.js';
import { formatSamplingFilter, type Sampling } from './sampling.js';
import type { VideoInput } from './video-input.js';

/** One frame, upright and with square pixels; all frames of a video have the size of the first. */
export interface VideoFrame {
  readonly image: RgbImage;
  /** Milliseconds from the start of the video, by its own clock. */
  readonly timestampMs: number;
}

/** The frames of a video, one at a time: the next one is read when it is asked for, and ffmpeg waits meanwhile. */
export interface FrameReader extends AsyncIterable<VideoFrame> {
  /** Milliseconds, known with the first frame; absent where the video does not say. */
  readonly durationMs: number | undefined;
  /** Frames a second, known with the first frame. */
  readonly frameRate: number | undefined;
  /** After the last frame: what is wrong with the video, although frames were read. */
  readonly damage: MaskpredError | undefined;
  /** Ends ffmpeg; calling it again does nothing. */
  close(): Promise<void>;
}

export interface ReadFramesOptions {
  /** Leaves other frames unread. @default every frame is read */
  readonly sampling?: Sampling | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** For frames of which the video says no time. */
const FRAME_MS = 40;
/** Pixels are at most this much wider than high, or higher than wide; more is a mistake of the file. */
const MAX_PIXEL_SHAPE = 4;

/**
 * Reads the frames of a video through ffmpeg.
 *
 * Iterating throws MaskpredError IMAGE_DECODE_FAILED when there is not one frame, IMAGE_TOO_LARGE above
 * `DEFAULT_MAX_PIXELS`, MISSING_DEPENDENCY when ffmpeg does not start, and the reason of an aborted signal.
 */
export function readFrames(
  ffmpeg: Ffmpeg,
  input: VideoInput,
  { sampling, signal }: ReadFramesOptions = {},
): FrameReader {
  const run = startFfmpeg(ffmpeg, decoderArgs(ffmpeg, input, sampling));
  const onAbort = () => run.kill();
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  let damage: MaskpredError | undefined;

  const close = async () => {
    signal?.removeEventListener('abort', onAbort);
    run.kill();
    run.stdout.destroy();
    await run.ended.catch(() => undefined);
  };

  return {
    get durationMs() {
      return input.isLive ? undefined : run.log.durationMs;
    },
    get frameRate() {
      return run.log.frameRate;
    },
    get damage() {
      return damage;
    },
    close,
    async *[Symbol.asyncIterator]() {
      let count = 0;
      let lastMs = -FRAME_MS;
      let isWhole = true;
      let first: FrameMark | undefined;
      const readBytes = createByteReader(run.stdout);
      try {
        for (;;) {
          const mark = await run.log.nextFrame();
          if (!mark) break;
          // Where the size changes, ffmpeg scales to that of the first frame behind the filter that says the new one.
          const { width, height } = (first ??= mark);
          if (width * height > DEFAULT_MAX_PIXELS) throw tooLarge(input, width, height);
          const data = await readBytes(width * height * 3);
          signal?.throwIfAborted();
          isWhole = data !== undefined;
          if (!data) break;
          lastMs = Number.isFinite(mark.timestampMs) ? mark.timestampMs : lastMs + FRAME_MS;
          count++;
          yield { image: { data, width, height, channels: 3 }, timestampMs: lastMs };
          signal?.throwIfAborted();
        }
        const ending = await run.ended;
        signal?.throwIfAborted();
        damage = problemOf(input, run, ending, { count, isWhole });
        if (damage && count === 0) throw damage;
      } finally {
        await close();
      }
    },
  };
}

function decoderArgs({ version }: Ffmpeg, input: VideoInput, sampling: Sampling | undefined): string[] {
  const shape = `clip(sar\\,1/${MAX_PIXEL_SHAPE}\\,${MAX_PIXEL_SHAPE})`;
  const filters = [
    ...(sampling ? [formatSamplingFilter(sampling)] : []),
    `scale=w=trunc(iw*${shape}):h=ih`,
    'setsar=1',
    'format=rgb24',
    'showinfo=checksum=0',
  ];
  return [
    ...['-max_pixels', String(DEFAULT_MAX_PIXELS), ...input.args],
    ...['-map', '0:V:0', '-an', '-sn', '-dn', '-vf', filters.join(',')],
    ...[...passThroughOptions(version), '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
  ];
}

/** Reads so many bytes at a time; `undefined` when the stream ends before. */
function createByteReader(stream: Readable): (size: number) => Promise<Uint8Array | undefined> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  return async (size) => {
    const out = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      if (rest.length === 0) {
        const next = await chunks.next().catch(() => ({ done: true, value: undefined }) as const);
        if (next.done) return undefined;
        rest = next.value;
      }
      const copied = rest.copy(out, filled);
      filled += copied;
      rest = rest.subarray(copied);
    }
    return out;
  };
}

/** What ffmpeg's end says about the video; `undefined` when all is well. */
function problemOf(
  { name, isLive }: VideoInput,
  { log: { errors } }: FfmpegRun,
  { code, signal }: Ending,
  { count, isWhole }: { readonly count: number; readonly isWhole: boolean },
): MaskpredError | undefined {
  const isFine = code === 0 && errors.length === 0 && isWhole && !isLive;
  if (isFine && count > 0) return undefined;
  const how = signal ? `ffmpeg was ended by ${signal}` : `ffmpeg ended with status ${code}`;
  const reason = errors[0]?.replace(/[.:\s]+$/, '') ?? how;
  const fail = (what: string) => new MaskpredError('IMAGE_DECODE_FAILED', `${name}: ${what}`);
  if (count > 0) {
    const read = count === 1 ? '1 frame was read' : `${count} frames were read`;
    return isLive
      ? fail(`the camera stopped: ${reason}.`)
      : fail(`the video is damaged, ${read}: ${reason}${errors[0] && signal ? `; ${how}` : ''}.`);
  }
  if (isLive) return fail(`no picture comes from this camera: ${reason}. Another program may be using it.`);
  if (errors.some((line) => /matches no streams/.test(line))) {
    return fail('holds no video, only sound, text or a cover picture. Name a clip with pictures.');
  }
  if (errors.some((line) => /not on whitelist/i.test(line))) {
    return fail('is no video file of a known kind. Name a clip such as .mp4, .mkv, .webm or .avi.');
  }
  return errors.length > 0 || signal || code !== 0
    ? fail(`cannot be read as a video: ${reason}. Is the file whole?`)
    : fail('holds a video without a single frame.');
}

function tooLarge({ name }: VideoInput, width: number, height: number): MaskpredError {
  return new MaskpredError(
    'IMAGE_TOO_LARGE',
    `${name}: frames of ${width} x ${height} pixels, at most ${DEFAULT_MAX_PIXELS / 1e6} megapixels are read. Shrink the video first.`,
  );
}
