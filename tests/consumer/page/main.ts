// The packages behind functions that a test can call from outside the page.
import { classifyFaces } from '@maskpred/classifier';
import { MaskpredError } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import { startEngine } from '@maskpred/core/tfjs';
import { detectFaces } from '@maskpred/detector';

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const page = {
  startEngine,

  /** The two calls on an encoded picture. */
  async analyse(url: string) {
    const picture = new Blob([await bytesOf(url)]);
    const faces = await detectFaces(picture);
    return { faces, answers: await classifyFaces(picture, faces) };
  },

  /** The two calls on pixels; given faces are classified instead of those that it finds. */
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
