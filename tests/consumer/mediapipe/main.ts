// MediaPipe's detector behind functions that a test can call from outside the page.
import { fitWithin, MaskpredError, resizeImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import {
  createFaceDetector,
  createMediaPipeDetector,
  detectFaces,
  type FaceDetection,
  type MediaPipeDetectorOptions,
} from '@maskpred/detector';
import { faceDetectorContract } from '@maskpred/detector/testing';
import { detect } from './detect.js';

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: unknown) => (MaskpredError.isInstance(error) ? error.code : String(error)),
  );

async function readPicture(url: string) {
  const image = await decodeImage(new URL(url, location.origin));
  const { width, height } = fitWithin(image, 640);
  return resizeImage(image, width, height);
}

const page = {
  detect,

  /** The code that a detector with these options fails with, and the message. */
  failure: (options: MediaPipeDetectorOptions) =>
    createMediaPipeDetector(options).then(
      () => undefined,
      (error: Error) => ({
        code: MaskpredError.isInstance(error) ? error.code : 'other',
        message: error.message,
      }),
    ),

  /** What each case of the contract says: undefined when it is met. */
  async contract(urls: readonly string[], options: MediaPipeDetectorOptions) {
    const pictures = await Promise.all(urls.map(readPicture));
    const verdicts: Record<string, string | undefined> = {};
    for (const { name, run } of faceDetectorContract(() => createMediaPipeDetector(options), pictures)) {
      verdicts[name] = await run().then(
        () => undefined,
        (error: Error) => error.message,
      );
    }
    return verdicts;
  },

  inWorker(url: string, options: MediaPipeDetectorOptions, type: 'classic' | 'module') {
    const worker =
      type === 'classic'
        ? new Worker(new URL('./worker.ts', import.meta.url))
        : new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    return new Promise<FaceDetection[]>((resolve, reject) => {
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<{ faces: FaceDetection[]; error?: string }>) => {
          worker.terminate();
          if (data.error === undefined) resolve(data.faces);
          else reject(new Error(data.error));
        },
      );
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.postMessage({ url, options });
    });
  },

  /** Frames of one video, with times that grow, stand and fall, and things that a canvas can draw. */
  async video(url: string) {
    const detector = await createFaceDetector({ kind: 'mediapipe', mode: 'video' });
    const bitmap = await createImageBitmap(await (await fetch(url)).blob());
    const counts = [];
    for (const timestampMs of [0, 40, 40, 20, 80]) {
      counts.push((await detector.detect(bitmap, { timestampMs })).length);
    }
    detector.dispose();
    return counts;
  },

  /** The codes of calls after the browser took WebGL away, and of a detector that is made afterwards. */
  async loseContext(url: string) {
    const canvases: OffscreenCanvas[] = [];
    const Original = OffscreenCanvas;
    globalThis.OffscreenCanvas = class extends Original {
      constructor(width: number, height: number) {
        super(width, height);
        canvases.push(this);
      }
    };
    const detector = await createMediaPipeDetector().finally(() => (globalThis.OffscreenCanvas = Original));
    const picture = await readPicture(url);
    const before = await codeOf(detector.detect(picture));
    for (const canvas of canvases) {
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    }
    await new Promise((resolve) => setTimeout(resolve, 200)); // the event is a task of its own
    const after = await codeOf(detector.detect(picture));
    detector.dispose();
    return { before, after, anew: (await detect(url, {})).length };
  },

  ssd: (url: string) => detectFaces(new URL(url, location.origin)),
};

declare global {
  interface Window {
    mediapipe?: typeof page;
  }
}

window.mediapipe = page;
