import type { RgbImage } from '../image.js';
import { KERNEL } from './kernel.js';
import { type Resample, resamplePlain } from './resample.js';
import type { Taps } from './taps.js';

/** What kernel.wat exports; numbers are addresses and counts. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  alongX(
    ...args: [
      from: number,
      rowBytes: number,
      height: number,
      start: number,
      weights: number,
      count: number,
      width: number,
      to: number,
    ]
  ): void;
  alongY(
    ...args: [
      from: number,
      stride: number,
      start: number,
      weights: number,
      count: number,
      height: number,
      to: number,
    ]
  ): void;
}

/** Rows of the result that are made at a time, so that memory does not grow with the picture: as many as take so many bytes … */
const BAND_BYTES = 2 ** 20;
/** … but not fewer: the source rows at the seam of two bands are resampled twice. */
const MIN_BAND_ROWS = 32;
/** Memory stays as large as it ever was. What needs more, a picture of very long rows, goes the plain way. */
const MAX_BYTES = 2 ** 25;

/** With WebAssembly's SIMD; `undefined` where there is none, or a page's content security policy forbids it. */
export function openSimdResample(): Resample | undefined {
  let kernel: Kernel;
  try {
    const code = Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0));
    // Compiled while the caller waits: it is shorter than many a function.
    kernel = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Kernel;
  } catch {
    return undefined;
  }
  return (image, columns, rows) => resample(kernel, image, columns, rows);
}

function resample({ memory, alongX, alongY }: Kernel, image: RgbImage, columns: Taps, rows: Taps) {
  const width = columns.start.length;
  const height = rows.start.length;
  const stride = width * 3;
  const rowBytes = image.width * 3;
  const out = new Uint8Array(height * stride);
  const bytesPerRow = (image.height / height) * (rowBytes + stride * 4) + stride;
  const bandRows = Math.min(height, Math.max(MIN_BAND_ROWS, Math.floor(BAND_BYTES / bytesPerRow)));

  const bandBytes = bandRows * bytesPerRow + rows.count * (rowBytes + stride * 4);
  if (bandBytes + columns.weights.byteLength + rows.weights.byteLength > MAX_BYTES) {
    return resamplePlain(image, columns, rows);
  }
  for (let y = 0; y < height; y += bandRows) {
    const starts = rows.start.slice(y, y + bandRows); // they grow
    const top = starts[0]!;
    const bottom = starts.at(-1)! + rows.count;
    const source = image.data.subarray(top * rowBytes, bottom * rowBytes);
    const place = createPlaces(memory);
    const [columnStart, columnWeights] = [place.of(columns.start), place.of(columns.weights)];
    const rowStart = place.of(starts.map((start) => start - top));
    const rowWeights = place.of(rows.weights.subarray(y * rows.count, (y + starts.length) * rows.count));
    const from = place.of(source);
    const middle = place.for((bottom - top) * stride * 4);
    const to = place.for(starts.length * stride);
    place.fill();
    alongX(from, rowBytes, bottom - top, columnStart, columnWeights, columns.count, width, middle);
    alongY(middle, stride, rowStart, rowWeights, rows.count, starts.length, to);
    out.set(new Uint8Array(memory.buffer, to, starts.length * stride), y * stride);
  }
  return out;
}

type Values = Int32Array | Float32Array | Uint8Array | Uint8ClampedArray;

const PAGE = 65_536;
/** What the kernel reads and writes past the end of anything, bytes; addresses are multiples of it. */
const SLACK = 16;

/** Lays values one after the other into memory, which grows if need be. */
function createPlaces(memory: WebAssembly.Memory) {
  const contents: [address: number, values: Values][] = [];
  let end = 0;
  const reserve = (bytes: number) => {
    const address = end;
    end += Math.ceil(bytes / SLACK + 1) * SLACK;
    return address;
  };
  return {
    /** The address of values that {@link fill} puts there. */
    of(values: Values): number {
      const address = reserve(values.byteLength);
      contents.push([address, values]);
      return address;
    },
    /** The address of room for so many bytes. */
    for: reserve,
    fill(): void {
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      for (const [address, values] of contents) {
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        new Uint8Array(memory.buffer).set(bytes, address);
      }
    },
  };
}
