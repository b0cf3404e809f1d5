import type { Readable } from 'node:stream';

/** What ffmpeg says of a frame just before it writes its pixels. */
export interface FrameMark {
  /** Milliseconds from the start; NaN where the video does not say. */
  readonly timestampMs: number;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
}

/** What ffmpeg has said so far on its error stream, read as fast as it comes. */
export interface FfmpegLog {
  /** Of the whole file, milliseconds; absent for a camera and for files that do not say. */
  readonly durationMs: number | undefined;
  /** Frames a second, as far as they are regular. */
  readonly frameRate: number | undefined;
  /** The first errors, in its words. */
  readonly errors: readonly string[];
  /** The next frame that it announces, in order; `undefined` when there will be none. */
  nextFrame(): Promise<FrameMark | undefined>;
}

/** More errors of one run say nothing new, and a hostile file brings millions. */
const MAX_ERRORS = 20;
/** A line that is longer is cut: what is read here is short. */
const MAX_LINE = 4096;

/** Options that make ffmpeg write what {@link readFfmpegLog} reads; frames are marked by a `showinfo` filter. */
export const LOG_OPTIONS = ['-hide_banner', '-nostats', '-loglevel', 'repeat+level+info'] as const;

/** Reads the error stream of an ffmpeg that was started with {@link LOG_OPTIONS}. */
export function readFfmpegLog(stderr: Readable): FfmpegLog {
  const errors: string[] = [];
  const marks: FrameMark[] = [];
  let durationMs: number | undefined;
  let frameRate: number | undefined;
  let hasEnded = false;
  let wake: (() => void) | undefined;

  const take = (line: string) => {
    const entry = parseLogLine(line);
    if (entry?.type === 'frame') marks.push(entry.mark);
    else if (entry?.type === 'duration') durationMs ??= entry.durationMs;
    else if (entry?.type === 'frame-rate') frameRate ??= entry.frameRate;
    else if (entry?.type === 'error' && errors.length < MAX_ERRORS) errors.push(entry.text);
  };

  let pending = '';
  stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (pending + chunk).split(/\r?\n/);
    pending = lines.pop()!.slice(0, MAX_LINE);
    lines.forEach(take);
    wake?.();
  });
  stderr.once('close', () => {
    take(pending);
    hasEnded = true;
    wake?.();
  });

  return {
    get durationMs() {
      return durationMs;
    },
    get frameRate() {
      return frameRate;
    },
    errors,
    async nextFrame() {
      while (marks.length === 0 && !hasEnded) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return marks.shift();
    },
  };
}

/** One line of the log, as far as it is of use. */
export type LogEntry =
  | { readonly type: 'frame'; readonly mark: FrameMark }
  | { readonly type: 'duration'; readonly durationMs: number }
  | { readonly type: 'frame-rate'; readonly frameRate: number }
  | { readonly type: 'error'; readonly text: string };

/**
 * Reads one line. Texts of the file (a title, say) are printed too, but never at the start of a line, so that they cannot pass
 * for frames.
 */
export function parseLogLine(line: string): LogEntry | undefined {
  const parts = /^(?:\[([^\]]*) @ (?:0x)?[0-9a-f]+\] )?\[(\w+)\] (.*)$/i.exec(line);
  if (!parts) return undefined;
  const [, origin = '', level, text] = parts as unknown as [string, string | undefined, string, string];
  if (level === 'error' || level === 'fatal' || level === 'panic') return { type: 'error', text };
  if (origin.startsWith('Parsed_showinfo_')) return parseShowInfo(text);
  const duration = /^ {2}Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(text);
  if (!duration) return undefined;
  const [hours, minutes, seconds] = duration.slice(1).map(Number) as [number, number, number];
  return { type: 'duration', durationMs: Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000) };
}

function parseShowInfo(text: string): LogEntry | undefined {
  const frame = /^n: *\d+ pts: *\S+ pts_time: *(\S+) .* s:(\d+)x(\d+) /.exec(text);
  if (frame) {
    const [, time, width, height] = frame.map(Number) as [number, number, number, number];
    return { type: 'frame', mark: { timestampMs: time * 1000, width, height } };
  }
  const rate = /^config in time_base: \S+ frame_rate: (\d+)\/(\d+)/.exec(text);
  if (!rate || !Number(rate[1]) || !Number(rate[2])) return undefined;
  return { type: 'frame-rate', frameRate: Number(rate[1]) / Number(rate[2]) };
}
