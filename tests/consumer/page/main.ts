// The packages behind functions that a test can call from outside the page.
import { classifyFaces } from '@maskpred/classifier';
import { MaskpredError } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import { startEngine } from '@maskpred/core/tfjs';
import { detectFaces } from '@maskpred/detector';
import { analyse } from './analyse.js';

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const page = {
  startEngine,

  analyse,

  /** The same in a Web Worker. */
  analyseInWorker(url: string) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    return new Promise<Awaited<ReturnType<typeof analyse>>>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<{ answer: never; error?: string }>) => {
        worker.terminate();
        if (data.error === undefined) resolve(data.answer);
        else reject(new Error(data.error));
      });
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.postMessage(url);
    });
  },

  /** The two calls on pixels. */
  async analysePixels(url: string, width: number, height: number) {
    const image = { data: await bytesOf(url), width, height, channels: 3 as const };
    const faces = await detectFaces(image);
    return { faces, answers: await classifyFaces(image, faces) };
  },

  /** Pixels of a decoded picture, or the code of the error. */
  async decode(url: string, maxPixels?: number) {
    try {
      const image = await decodeImage(new URL(url, location.href), maxPixels ? { maxPixels } : {});
      return { width: image.width, height: image.height, data: [...image.data] };
    } catch (error) {
      return MaskpredError.isInstance(error)
        ? { code: error.code, message: error.message }
        : { message: String(error) };
    }
  },
};

declare global {
  interface Window {
    maskpred?: typeof page;
  }
}

window.maskpred = page;

export type Page = typeof page;
