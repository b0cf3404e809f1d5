import {
  type Box,
  clipBox,
  cropImage,
  type DetectOptions,
  type FaceDetection,
  type FaceDetector,
  type ImageInput,
  MaskpredError,
  type RgbImage,
  scaleBox,
  type Size,
  suppressOverlaps,
  translateBox,
} from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import { groupCandidates, scoreGroups } from './group.js';
import { shrinkWithin } from './letterbox.js';
import { findCandidates } from './look.js';
import { resolveCall, resolveSettings, type SsdDetectorOptions, type SsdSettings } from './options.js';
import { loadSsdModel, SHIPPED_MODEL, type SsdModel } from './ssd-model.js';
import { belongsTo, planTiles, type Tile } from './tiles.js';

/**
 * Two looks place a small face a few pixels apart, which is little of a union; so what is mostly inside a better box
 * is the same face.
 */
const TILE_OVERLAP = { overlap: 'min-area', maxOverlap: 0.5 } as const;

/** See `createSsdDetector`, which loads this file when it is called. */
export async function startSsdDetector(options: SsdDetectorOptions): Promise<FaceDetector<ImageInput>> {
  const settings = resolveSettings(options);
  const { model = SHIPPED_MODEL, engine, int8 } = options;
  return detectorOf(
    await loadSsdModel(model, { ...(engine && { engine }), ...(int8 && { int8 }) }),
    settings,
  );
}

/** A detector of a model that is loaded already; disposing it disposes the model. */
export function detectorOf(model: SsdModel, settings: SsdSettings): FaceDetector<ImageInput> {
  const { inputSizes, tiles } = settings;
  let isDisposed = false;

  const checkpoint = (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    if (isDisposed) throw disposedError();
  };

  const look = async (image: RgbImage, minScore: number, signal?: AbortSignal): Promise<FaceDetection[]> => {
    const largest = inputSizes[0]!;
    const shown = shrinkWithin(image, largest); // the further looks start from it: large pictures are resized once
    const { network, metadata } = model;
    const { candidateScore, boxAdjustment, maxOverlap, scoring } = metadata;
    const candidates: FaceDetection[][] = [];
    for (const inputSize of inputSizes) {
      const found = await findCandidates(network, shown, {
        inputSize,
        minScore: candidateScore,
        boxAdjustment,
        checkpoint: () => checkpoint(signal),
      });
      signal?.throwIfAborted();
      candidates.push(found);
    }
    const groups = groupCandidates(candidates.flat(), maxOverlap);
    const scale = largest / Math.max(shown.width, shown.height);
    return scoreGroups(groups, scoring[inputSizes.length - 1]!, scale)
      .filter(({ score }) => score >= minScore)
      .map((face) => ({ ...face, box: toSize(face.box, shown, image) }));
  };

  const lookAtTiles = async (
    image: RgbImage,
    plan: readonly Tile[],
    minScore: number,
    signal?: AbortSignal,
  ) => {
    const faces: FaceDetection[] = [];
    for (const tile of plan) {
      await nextTask(); // the network blocks its thread: without a pause no abort would arrive
      checkpoint(signal);
      for (const face of await look(cropImage(image, tile.region), minScore, signal)) {
        const box = translateBox(face.box, tile.region.x, tile.region.y);
        if (belongsTo(tile, box)) faces.push({ ...face, box });
      }
    }
    return faces;
  };

  return {
    name: 'ssd',
    async detect(image: ImageInput, callOptions: DetectOptions = {}) {
      const { signal } = callOptions;
      checkpoint(signal);
      const { minScore, maxFaces } = resolveCall(callOptions, settings);
      const decoded = await decodeImage(image, signal ? { signal } : {});
      checkpoint(signal);
      const plan = tiles && planTiles(decoded, tiles);
      if (!plan || plan.length === 1) return (await look(decoded, minScore, signal)).slice(0, maxFaces);
      const found = await lookAtTiles(decoded, plan, minScore, signal);
      return suppressOverlaps(found, { ...TILE_OVERLAP, maxFaces });
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      model.network.dispose();
    },
  };
}

/** A box of one picture in pixels of the same picture at another size. */
function toSize(box: Box, from: Size, to: Size): Box {
  return clipBox(scaleBox(box, to.width / from.width, to.height / from.height), to);
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function disposedError(): MaskpredError {
  return new MaskpredError('DISPOSED', 'This face detector was disposed. Create a new one.');
}
