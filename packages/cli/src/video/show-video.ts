import { type CommandContext, write } from '../context.js';
import type { CopyTarget } from '../copy-targets.js';
import { EXIT } from '../exit-code.js';
import { failureOf, formatFailure } from '../failure.js';
import { type Progress, startProgress } from '../progress.js';
import type { Ffmpeg } from './ffmpeg.js';
import { type FollowEvents, type FollowOptions, followVideo } from './follow-video.js';
import { type FrameReader, readFrames, type VideoFrame } from './read-frames.js';
import type { VideoInput } from './video-input.js';
import { createVideoLines } from './video-output.js';
import type { VideoFormat, VideoWriter } from './write-video.js';

/** One video to look at. */
export interface VideoJob {
  readonly ffmpeg: Ffmpeg;
  readonly input: VideoInput;
  /** Where the annotated copy goes, if one is asked for. */
  readonly target: CopyTarget<VideoFormat> | undefined;
}

export interface ShowSettings extends Pick<
  FollowOptions,
  'sampling' | 'detector' | 'classifier' | 'keepNotFace' | 'minScore'
> {
  readonly json: boolean;
  /** With `json`: a line for each look too. */
  readonly byFrame: boolean;
}

/**
 * Looks at one video, writes what it sees, and the annotated copy: whole or not at all. A video of which only a part can be read
 * is answered so far; the failure is written and sets the exit status.
 *
 * @throws {MaskpredError} what reading frames, the networks and writing throw; the reason of the signal for a clip.
 */
export async function showVideo(
  { ffmpeg, input, target }: VideoJob,
  settings: ShowSettings,
  context: CommandContext,
): Promise<void> {
  const { json, sampling } = settings;
  const { stdout, stderr, signal } = context;
  const { name, isLive } = input;
  // Who is drawn moves between looks too, which takes every frame; a camera's are skipped all the same while nobody can look.
  const isSampled = isLive || target === undefined;
  const reader = readFrames(ffmpeg, input, { sampling: isSampled ? sampling : undefined, signal });
  const lines = createVideoLines(name, { ...settings, isLive });
  const bar = createTimeBar(reader, stderr);
  const say = (text: string) => (text === '' ? Promise.resolve() : bar.write(stdout, text));
  let video: VideoWriter | undefined;

  const events: FollowEvents = {
    onLook: (timestampMs, people) => say(lines.look(timestampMs, people)),
    onLeft: (records) => say(lines.left(records)),
    async onFrame(frame, people) {
      bar.advanceTo(frame.timestampMs);
      if (!target) return;
      const { drawOnFrame, toLabelledBoxes } = await import('./draw-frame.js');
      video ??= await openVideoOf(frame, target, ffmpeg, reader);
      await drawOnFrame(frame.image, toLabelledBoxes(people));
      await video.write(frame.image, frame.timestampMs);
    },
  };
  try {
    const followed = await followVideo(reader, { ...settings, isSampled, isLive, signal }, events);
    await video?.finish();
    bar.stop();
    if (!followed) return;
    const error = reader.damage && failureOf(reader.damage);
    await say(lines.end({ video: name, ...followed, ...(error ? { error } : {}) }));
    if (!error) return;
    context.setExitCode(EXIT.failed);
    if (!json) await bar.write(stderr, formatFailure(error));
  } finally {
    bar.stop();
    await reader.close();
    await video?.discard();
  }
}

/** Frames a second of a copy whose original does not say, or says what no player shows. */
const FRAME_RATE = { fallback: 25, max: 60 } as const;

async function openVideoOf(
  { image: { width, height } }: VideoFrame,
  { path, format }: CopyTarget<VideoFormat>,
  ffmpeg: Ffmpeg,
  reader: FrameReader,
): Promise<VideoWriter> {
  const { openVideoFile } = await import('./write-video.js');
  const { frameRate = FRAME_RATE.fallback } = reader;
  return openVideoFile(path, ffmpeg, {
    format,
    size: { width, height },
    frameRate: Math.min(FRAME_RATE.max, Math.max(1, frameRate)),
  });
}

/** A bar that runs with the time of the video; nothing for a camera, which has no end. */
function createTimeBar(reader: FrameReader, stderr: NodeJS.WriteStream) {
  let progress: Progress | undefined;
  let seconds = 0;
  return {
    advanceTo(timestampMs: number) {
      if (reader.durationMs === undefined) return;
      const total = Math.floor(reader.durationMs / 1000);
      progress ??= startProgress(total, stderr, 's of video');
      for (; seconds < Math.min(total, Math.floor(timestampMs / 1000)); seconds++) progress.advance(false);
    },
    write: (stream: NodeJS.WriteStream, text: string) =>
      progress ? progress.write(stream, text) : write(stream, text),
    stop() {
      progress?.stop();
      progress = undefined;
    },
  };
}
