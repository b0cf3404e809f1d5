import { type CallOptions, type FaceDetection, MaskpredError } from '@maskpred/core';
import type { FaceDetector as Task } from '@mediapipe/tasks-vision';
import { readModel } from '../mediapipe-models.js';
import { resolveCall } from '../options.js';
import { CORRECTIONS, toFace } from './convert.js';
import {
  type MediaPipeDetector,
  type MediaPipeDetectorOptions,
  resolveMediaPipeSettings,
} from './options.js';
import { showPicture } from './picture.js';
import { startTask } from './runtime.js';

/**
 * MediaPipe drops what is below this before it brings boxes together. Average precision rises as it falls (0.5, 0.1, 0.02:
 * .624, .808, .827 with `full` on faces of at least 24 pixels); 0.02 is a chance of less than 0.001.
 */
const CANDIDATE_SCORE = 0.02;

/** See `createMediaPipeDetector`, which loads this file when it is called. */
export async function startMediaPipeDetector(options: MediaPipeDetectorOptions): Promise<MediaPipeDetector> {
  const settings = resolveMediaPipeSettings(options);
  const { range, mode } = settings;
  const canvas = new OffscreenCanvas(1, 1);
  const task = await startTask(
    {
      baseOptions: { modelAssetBuffer: await readModel(range, options.model), delegate: 'CPU' },
      runningMode: mode === 'video' ? 'VIDEO' : 'IMAGE',
      minDetectionConfidence: CANDIDATE_SCORE,
      canvas,
    },
    options.wasmUrl,
  );
  let isDisposed = false;
  let isContextLost = false;
  let lastTimestampMs = -1;
  canvas.addEventListener('webglcontextlost', () => (isContextLost = true));

  const checkpoint = ({ signal }: CallOptions) => {
    signal?.throwIfAborted();
    if (isDisposed) {
      throw new MaskpredError('DISPOSED', 'This face detector was disposed. Create a new one.');
    }
    if (isContextLost) throw contextLost();
  };

  const run = (source: ImageData, timestampMs: number): ReturnType<Task['detect']> => {
    if (mode === 'image') return task.detect(source);
    lastTimestampMs = Math.max(lastTimestampMs + 1, Math.round(timestampMs)); // MediaPipe refuses time that stands
    return task.detectForVideo(source, lastTimestampMs);
  };

  return {
    name: `mediapipe-${range}`,
    async detect(image, callOptions = {}) {
      checkpoint(callOptions);
      const { minScore, maxFaces } = resolveCall(callOptions, settings);
      const { source, picture } = await showPicture(image, callOptions.signal);
      checkpoint(callOptions);
      const { detections } = run(source, callOptions.timestampMs ?? performance.now());
      const faces = detections.map((detection) => toFace(detection, source, picture, CORRECTIONS[range]));
      return faces
        .filter((face): face is FaceDetection => face !== undefined && face.score >= minScore)
        .sort((a, b) => b.score - a.score)
        .slice(0, maxFaces);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      task.close();
      // Browsers allow 16 contexts; without this the oldest is taken from somebody else.
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

function contextLost(): MaskpredError {
  return new MaskpredError(
    'ENGINE_UNAVAILABLE',
    "The browser took WebGL away from MediaPipe's face detector. Dispose it and create a new one.",
    { isRetryable: true },
  );
}
