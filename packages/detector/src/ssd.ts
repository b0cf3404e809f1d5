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
import { startEngine } from '@maskpred/core/tfjs';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { decodeCandidates, type SsdOutput } from './decode.js';
import { groupCandidates, scoreGroups } from './group.js';
import { type Letterbox, letterbox, shrinkWithin } from './letterbox.js';
import { INPUT_SIZE, resolveCall, resolveSettings, type SsdDetectorOptions } from './options.js';
import { createPriors } from './priors.js';
import { loadSsdModel, OUTPUTS, SHIPPED_MODEL, type SsdModel } from './ssd-model.js';
import { belongsTo, planTiles, type Tile } from './tiles.js';

/**
 * Two looks place a small face a few pixels apart, which is little of a union; so what is mostly inside a better box
 * is the same face.
 */
const TILE_OVERLAP = { overlap: 'min-area', maxOverlap: 0.5 } as const;

/**
 * A box that lies in a better one shares too little of their union for `maxOverlap` when it is much smaller, yet it is
 * a part of the same face: on held-out pictures dropping these raised precision by .015 and cost no recall.
 */
const NESTED_OVERLAP = { overlap: 'min-area', maxOverlap: 0.9 } as const;

/** See `createSsdDetector`, which loads this file when it is called. */
export async function startSsdDetector(options: SsdDetectorOptions): Promise<FaceDetector<ImageInput>> {
  const settings = resolveSettings(options);
  const { inputSizes, tiles } = settings;
  await startEngine(options.engine === undefined ? {} : { engine: options.engine });
  const model = await loadSsdModel(options.model ?? SHIPPED_MODEL);
  let isDisposed = false;

  const checkpoint = (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    if (isDisposed) throw disposedError();
  };

  const candidatesAt = async (inputSize: number, image: RgbImage, signal?: AbortSignal) => {
    const input = letterbox(image, inputSize, INPUT_SIZE.step);
    checkpoint(signal);
    const output = await runNetwork(model, input);
    signal?.throwIfAborted();
    const { candidateScore: minScore, boxAdjustment } = model.metadata;
    const { scaleX, scaleY } = input;
    return decodeCandidates(output, createPriors(input), {
      minScore,
      boxAdjustment,
      picture: image,
      scaleX,
      scaleY,
    });
  };

  const look = async (image: RgbImage, minScore: number, signal?: AbortSignal): Promise<FaceDetection[]> => {
    const largest = inputSizes[0]!;
    const shown = shrinkWithin(image, largest); // the further looks start from it: large pictures are resized once
    const candidates: FaceDetection[][] = [];
    for (const size of inputSizes) candidates.push(await candidatesAt(size, shown, signal));
    const { maxOverlap, scoring } = model.metadata;
    const groups = groupCandidates(candidates.flat(), maxOverlap);
    const scale = largest / Math.max(shown.width, shown.height);
    const faces = scoreGroups(groups, scoring[inputSizes.length - 1]!, scale).filter(
      ({ score }) => score >= minScore,
    );
    return suppressOverlaps(faces, NESTED_OVERLAP).map((face) => ({
      ...face,
      box: toSize(face.box, shown, image),
    }));
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

async function runNetwork({ network }: SsdModel, input: Letterbox): Promise<SsdOutput> {
  const image = tensor4d(input.values, [1, input.height, input.width, 3]);
  let outputs: Tensor[] = [];
  try {
    outputs = network.execute(image, OUTPUTS) as Tensor[];
    const [boxes, logits] = await Promise.all(outputs.map((output) => output.data<'float32'>()));
    return { boxes: boxes!, logits: logits! };
  } finally {
    image.dispose();
    for (const output of outputs) output.dispose();
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function disposedError(): MaskpredError {
  return new MaskpredError('DISPOSED', 'This face detector was disposed. Create a new one.');
}
