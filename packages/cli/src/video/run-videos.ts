import { basename, join } from 'node:path';
import type { FaceDetector } from '@maskpred/core';
import type { LoadedClassifier } from '@maskpred/classifier';
import { type CommandContext, write } from '../context.js';
import { type CopyFormats, type CopyTarget, planCopiesOf } from '../copy-targets.js';
import { EXIT } from '../exit-code.js';
import { failureOf, formatFailure } from '../failure.js';
import type { PictureInput } from '../inputs.js';
import { loadClassifierOf } from '../load-classifier-of.js';
import { loadDetectorOf } from '../load-detector-of.js';
import { type Ffmpeg, findFfmpeg } from './ffmpeg.js';
import { DEFAULT_SAMPLING } from './sampling.js';
import { type ShowSettings, showVideo } from './show-video.js';
import { openCamera, openClip } from './video-input.js';
import type { VideoRunOptions } from './video-options.js';
import type { VideoFormat } from './write-video.js';

/** Containers that H.264 is at home in; others get `.mp4` added to their names. */
const VIDEO_FORMATS: CopyFormats<VideoFormat> = {
  byExtension: { '.mp4': 'mp4', '.m4v': 'mp4', '.mov': 'mov', '.mkv': 'matroska' },
  fallback: { extension: '.mp4', format: 'mp4' },
};

/** Looks at the clips, one after the other; one that fails does not end the run, and sets the exit status. */
export type RunClips = (context: CommandContext) => Promise<void>;

/**
 * Checks options and places of copies before anything is looked at.
 * @throws {MaskpredError} INVALID_ARGUMENT when a copy would take the place of a clip.
 */
export async function planClips(clips: readonly PictureInput[], options: VideoRunOptions): Promise<RunClips> {
  const { out } = options;
  const targets: ReadonlyMap<string, CopyTarget<VideoFormat>> = out === undefined
    ? new Map()
    : await planCopiesOf(clips, out, VIDEO_FORMATS);
  return async (context) => {
    const fail = (video: string, error: unknown) => reportFailure(video, error, options, context);
    let ffmpeg: Ffmpeg;
    try {
      ffmpeg = await findFfmpeg();
    } catch (error) {
      for (const { image } of clips) await fail(image, error);
      return;
    }
    const networks = await loadNetworks(options);
    try {
      for (const { image } of clips) {
        context.signal.throwIfAborted();
        try {
          const input = await openClip(image);
          await showVideo(
            { ffmpeg, input, target: targets.get(image) },
            settingsOf(options, networks),
            context,
          );
        } catch (error) {
          if (context.signal.aborted) throw error;
          await fail(image, error);
        }
      }
    } finally {
      networks.dispose();
    }
  };
}

/**
 * Looks at a camera until Ctrl-C, which is how that ends.
 * @throws {MaskpredError} MISSING_DEPENDENCY without ffmpeg, FILE_NOT_FOUND or IMAGE_DECODE_FAILED for a camera that gives no
 * pictures, and what loading the networks throws.
 */
export async function runCamera(
  device: string,
  options: VideoRunOptions,
  context: CommandContext,
): Promise<void> {
  const input = await openCamera(device);
  const ffmpeg = await findFfmpeg();
  const networks = await loadNetworks(options);
  try {
    const target = options.out === undefined ? undefined : recordingIn(options.out, device);
    await showVideo({ ffmpeg, input, target }, settingsOf(options, networks), context);
  } finally {
    networks.dispose();
  }
  if (context.signal.aborted) context.setExitCode(EXIT.done);
}

/** A name of its own for each recording: what a camera saw cannot be made again. */
function recordingIn(folder: string, device: string): CopyTarget<VideoFormat> {
  const name = basename(device).replace(/[^\w.-]+/g, '_');
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return { path: join(folder, `camera-${name}-${time}Z.mp4`), format: 'mp4' };
}

interface Networks {
  readonly detector: FaceDetector;
  readonly classifier: LoadedClassifier;
  dispose(): void;
}

async function loadNetworks(options: VideoRunOptions): Promise<Networks> {
  const [classifier, detector] = await Promise.all([loadClassifierOf(options), loadDetectorOf(options)]);
  return {
    detector,
    classifier,
    dispose() {
      classifier.dispose();
      detector.dispose();
    },
  };
}

function settingsOf(
  { json, byFrame, fps, every, keepNotFace = false, minScore }: VideoRunOptions,
  { detector, classifier }: Networks,
): ShowSettings {
  const sampling = every !== undefined ? { every } : fps !== undefined ? { fps } : DEFAULT_SAMPLING;
  const hasJson = json ?? false;
  return { sampling, detector, classifier, keepNotFace, minScore, json: hasJson, byFrame: byFrame ?? false };
}

async function reportFailure(
  video: string,
  error: unknown,
  { json }: VideoRunOptions,
  { stdout, stderr, setExitCode }: CommandContext,
): Promise<void> {
  const failure = failureOf(error);
  setExitCode(EXIT.failed);
  if (json) await write(stdout, `${JSON.stringify({ video, error: failure })}\n`);
  else await write(stderr, formatFailure(failure));
}
