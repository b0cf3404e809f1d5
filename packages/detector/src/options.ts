import { assertArgument, type DetectOptions } from '@maskpred/core';
import type { EngineName, ModelSource } from '@maskpred/core/tfjs';

/** How a large picture is cut into overlapping squares; see {@link SsdDetectorOptions.tiles}. */
export interface TileOptions {
  /** Side of the smallest squares, pixels of the picture, at least 64. @default the detector's (first) `inputSize` */
  readonly size?: number;
  /** Share of a square's side that it has in common with the next, 0.1 to 0.5. @default 0.25 */
  readonly overlap?: number;
}

export interface SsdDetectorOptions {
  /**
   * Longer side that a picture is resized to for the network, pixels: 256 to 768, a multiple of 64. Larger finds
   * smaller faces and takes longer. With two sizes, the larger first, the network looks twice and what it finds is
   * brought together. The package's README has both measured.
   * @default [576, 320]
   */
  readonly inputSize?: number | readonly number[];
  /** Faces below this score are left out, 0 to 1. A score is the measured chance of being a face. @default 0.5 */
  readonly minScore?: number;
  /** At most this many faces, best first. @default Infinity */
  readonly maxFaces?: number;
  /** Where the network runs. @default MASKPRED_ENGINE in Node, else 'auto' */
  readonly engine?: EngineName | 'auto';
  /**
   * Looks at overlapping squares of the picture too, for small faces in large pictures: squares of `size` pixels, of
   * twice that, and so on, then the whole picture. Each square takes as long as a small picture. `true` is `{}`.
   * @default false
   */
  readonly tiles?: boolean | TileOptions;
  /**
   * Computes with integers of 8 bits: nearly twice as fast on the engine `onnx`, the only one that has them, and as good
   * at finding faces, but boxes and scores are a little different. The package's README has both measured.
   * @default false
   */
  readonly int8?: boolean;
  /** Another model of the same kind: a folder, its model.json, or its files one by one. @default the one that ships */
  readonly model?: ModelSource;
}

/** The defaults of {@link SsdDetectorOptions}; what is not here depends on the platform or on another option. */
export const DEFAULTS = Object.freeze({
  inputSize: Object.freeze([576, 320]) as readonly number[],
  minScore: 0.5,
  maxFaces: Infinity,
  tiles: false,
  tileOverlap: 0.25,
});

/** Bounds of `inputSize`, and the step between its values: the network halves its input five times evenly, pixels. */
export const INPUT_SIZE = Object.freeze({ min: 256, max: 768, step: 64 });

/** What one call obeys, checked and complete. */
export interface CallSettings {
  readonly minScore: number;
  readonly maxFaces: number;
}

/** Squares of a fixed size, checked and complete. */
export interface TileSettings {
  /** Pixels of the picture. */
  readonly size: number;
  /** Share of the side. */
  readonly overlap: number;
}

export interface SsdSettings extends CallSettings {
  /** One or two, the larger first. */
  readonly inputSizes: readonly number[];
  readonly tiles: TileSettings | undefined;
}

/**
 * The options with defaults filled in.
 * @throws {MaskpredError} INVALID_ARGUMENT for a value out of range.
 */
export function resolveSettings(options: SsdDetectorOptions): SsdSettings {
  const inputSizes = resolveInputSizes(options.inputSize ?? DEFAULTS.inputSize);
  const tiles = resolveTiles(options.tiles, inputSizes[0]!);
  return { inputSizes, tiles, ...resolveCall(options, DEFAULTS) };
}

function resolveInputSizes(inputSize: number | readonly number[]): readonly number[] {
  const sizes = typeof inputSize === 'number' ? [inputSize] : [...inputSize];
  const { min, max, step } = INPUT_SIZE;
  assertArgument(
    sizes.every((size) => Number.isInteger(size) && size >= min && size <= max && size % step === 0),
    `createFaceDetector: inputSize is a multiple of ${step} from ${min} to ${max}, got ${sizes.join(' and ')}.`,
  );
  assertArgument(
    sizes.length === 1 || (sizes.length === 2 && sizes[0]! > sizes[1]!),
    `createFaceDetector: inputSize is one size, or two with the larger first, got [${sizes.join(', ')}].`,
  );
  return sizes;
}

/**
 * The options of one call over the detector's own.
 * @throws {MaskpredError} INVALID_ARGUMENT for a value out of range.
 */
export function resolveCall(
  options: Pick<DetectOptions, 'minScore' | 'maxFaces'>,
  defaults: CallSettings,
): CallSettings {
  const { minScore = defaults.minScore, maxFaces = defaults.maxFaces } = options;
  assertArgument(
    typeof minScore === 'number' && minScore >= 0 && minScore <= 1,
    `Face detection: minScore is a number from 0 to 1, got ${String(minScore)}.`,
  );
  assertArgument(
    maxFaces === Infinity || (Number.isInteger(maxFaces) && maxFaces >= 1),
    `Face detection: maxFaces is a whole number of at least 1, got ${String(maxFaces)}.`,
  );
  return { minScore, maxFaces };
}

function resolveTiles(tiles: SsdDetectorOptions['tiles'], inputSize: number): TileSettings | undefined {
  if (tiles === undefined || tiles === false) return undefined;
  assertArgument(
    tiles === true || (typeof tiles === 'object' && tiles !== null),
    `createFaceDetector: tiles is true, false or {size, overlap}, got a ${typeof tiles}.`,
  );
  const { size = inputSize, overlap = DEFAULTS.tileOverlap } = tiles === true ? {} : tiles;
  assertArgument(
    Number.isInteger(size) && size >= 64,
    `createFaceDetector: tiles.size is a whole number of pixels, at least 64, got ${String(size)}.`,
  );
  assertArgument(
    overlap >= 0.1 && overlap <= 0.5,
    `createFaceDetector: tiles.overlap is a share of the size from 0.1 to 0.5, got ${String(overlap)}.`,
  );
  return { size, overlap };
}
