import { decodeWeights, type EncodedWeight, encodeWeight, type NamedWeight } from '@maskpred/core/tfjs';
import type { BackboneStage, EncodeKernel } from './backbone.js';

/** Levels that a byte holds. */
const LEVELS = 256;

/** The levels of uint8 storage: a number is `level * scale + min`. */
interface Grid {
  readonly scale: number;
  readonly min: number;
}

/**
 * How each kernel is stored without a loss: one that lies on the levels of a byte (the ImageNet start was trained for them)
 * takes a byte a number and comes out to the bit as it went in; any other, and those that this training changes, take 16 bits.
 * @param trained - the stages that this training changes.
 */
export function kernelEncoder(trained: readonly BackboneStage[]): EncodeKernel {
  const changed = new Set(trained.flatMap(({ layers }) => layers.map(({ name }) => `${name}/kernel`)));
  return (kernel) => {
    const exact = changed.has(kernel.name) ? undefined : encodeOnGrid(kernel);
    return exact ?? encodeWeight(kernel, 'float16');
  };
}

/** A weight in a byte a number; undefined for one whose numbers would not come out as they went in. */
export function encodeOnGrid({ name, shape, values }: NamedWeight): EncodedWeight | undefined {
  const distinct = distinctOf(values);
  const grid = distinct && findGrid(distinct);
  if (!grid) return undefined;
  const { scale, min } = grid;
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = Math.round((values[i]! - min) / scale);
  const quantization = { dtype: 'uint8' as const, min, scale };
  const spec: EncodedWeight['spec'] = { name, shape: [...shape], dtype: 'float32', quantization };
  const decoded = decodeWeights([spec], bytes).get(name)!.values;
  return decoded.every((value, i) => value === values[i]) ? { spec, bytes } : undefined;
}

/** Undefined when there are more than a byte has levels. */
function distinctOf(values: NamedWeight['values']): number[] | undefined {
  const distinct = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    distinct.add(values[i]!);
    if (distinct.size > LEVELS) return undefined;
  }
  return [...distinct];
}

/**
 * The scale of which all values are whole multiples, at most 255 apart. It is in their smallest step and not in their range:
 * a kernel need not use the outermost levels.
 */
function findGrid(distinct: readonly number[]): Grid | undefined {
  const sorted = Float64Array.from(new Set([0, ...distinct])).sort();
  const others = sorted.filter((value) => value !== 0);
  if (others.length === 0) return { scale: 1, min: 0 };
  const step = others.reduce((least, _, i) => Math.min(least, sorted[i + 1]! - sorted[i]!), Infinity);
  const lowest = Math.min(...distinct);
  const span = (Math.max(...distinct) - lowest) / step;
  // the closest two may still be some levels apart
  for (let parts = 1; Math.round(span * parts) < LEVELS && parts < LEVELS; parts++) {
    const scale = refineScale(others, step / parts);
    if (scale !== undefined) return { scale, min: Math.round(lowest / scale) * scale };
  }
  return undefined;
}

/** The middle of the scales near `guess` whose whole multiples round to the values in float32, if there are any. */
function refineScale(values: Float64Array, guess: number): number | undefined {
  let [low, high] = [0, Infinity];
  for (const value of values) {
    const size = Math.abs(value);
    const multiple = Math.round(size / guess);
    const half = 2 ** (Math.floor(Math.log2(size)) - 24); // of the distance of float32 numbers of this size
    low = Math.max(low, (size - half) / multiple);
    high = Math.min(high, (size + half) / multiple);
  }
  return low <= high ? (low + high) / 2 : undefined;
}
