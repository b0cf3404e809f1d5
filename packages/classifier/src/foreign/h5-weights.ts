import type { Dataset } from 'h5wasm';
import type { Weight } from './network.js';
import { incompatible } from './problems.js';

/** HDF5's class of floating-point numbers. */
const FLOAT_CLASS = 1;

/** Bytes of float32 that the datasets say they hold. */
export function sizeOfWeights(datasets: readonly Dataset[]): number {
  return datasets.reduce(
    (sum, { shape }) => sum + 4 * (shape ?? []).reduce((product, side) => product * side, 1),
    0,
  );
}

/** @throws {MaskpredError} MODEL_INCOMPATIBLE for anything but floating-point numbers. */
export function readWeight(dataset: Dataset, location: string): Weight {
  const { metadata } = dataset;
  const value: unknown = dataset.value;
  if (metadata.type !== FLOAT_CLASS || !(value instanceof Float32Array || value instanceof Float64Array)) {
    throw incompatible(location, 'expected floating-point numbers of 32 or 64 bits.');
  }
  return { shape: dataset.shape ?? [], values: Float32Array.from(value) };
}
