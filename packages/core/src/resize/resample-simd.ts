import type { RgbImage } from '../image.js';
import { KERNEL } from './kernel.js';
import { plainResampler, type Resampler } from './resample.js';
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
      floats: number,
      to: number,
      pitch: number,
    ]
  ): void;
  alongY(
    ...args: [
      from: number,
      pitch: number,
      stride: number,
      start: number,
      weights: number,
      count: number,
      height: number,
      to: number,
    ]
  ): void;
  toInput(...args: [from: number, count: number, low: number, span: number, to: number]): void;
}

/** Rows of the result that are made at a time, so that memory does not grow with the picture: as many as take so many bytes … */
const BAND_BYTES = 2 ** 20;
/** … but not fewer: the source rows at the seam of two bands are resampled twice. */
const MIN_BAND_ROWS = 32;
/** Memory stays as large as it ever was. What needs more, a picture of very long rows, goes the plain way. */
const MAX_BYTES = 2 ** 25;

/** With WebAssembly's SIMD; `undefined` where there is none, or a page's content security policy forbids it. */
export function openSimdResampler(): Resampler | undefined {
  let kernel: Kernel;
  try {
    const code = Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0));
    // Compiled while the caller waits: it is shorter than many a function.
    kernel = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Kernel;
  } catch {
    return undefined;
  }
  const { memory } = kernel;
  return {
    toBytes(image, columns, rows) {
      const length = columns.start.length * 3;
      const out = new Uint8Array(rows.start.length * length);
      const isDone = resample(kernel, image, columns, rows, ({ y, height, bytes }) => {
        out.set(new Uint8Array(memory.buffer, bytes, height * length), y * length);
      });
      return isDone ? out : plainResampler.toBytes(image, columns, rows);
    },
    toInput(image, columns, rows, place) {
      const length = columns.start.length * 3;
      const { values, offset, rowLength, range } = place;
      const isDone = resample(kernel, image, columns, rows, ({ y, height, bytes, room }) => {
        kernel.toInput(bytes, height * length, range[0], range[1] - range[0], room);
        const numbers = new Float32Array(memory.buffer, room, height * length);
        for (let row = 0; row < height; row++) {
          values.set(numbers.subarray(row * length, (row + 1) * length), offset + (y + row) * rowLength);
        }
      });
      if (!isDone) plainResampler.toInput(image, columns, rows, place);
    },
  };
}

/** Some rows of the result, as they lie in the kernel's memory. */
interface Band {
  /** Row of the result that is its first. */
  readonly y: number;
  readonly height: number;
  /** Address of its bytes. */
  readonly bytes: number;
  /** Address of four times as many bytes, for any use. */
  readonly room: number;
}

/** @returns false, and nothing was taken, when the rows are too long for the kernel's memory. */
function resample(
  { memory, alongX, alongY }: Kernel,
  image: RgbImage,
  columns: Taps,
  rows: Taps,
  take: (band: Band) => void,
): boolean {
  const width = columns.start.length;
  const height = rows.start.length;
  const length = width * 3;
  const rowBytes = image.width * 3;
  const pitch = length * 4 + SLACK;
  const bytesPerRow = (image.height / height) * (rowBytes + pitch) + length;
  const bandRows = Math.min(height, Math.max(MIN_BAND_ROWS, Math.floor(BAND_BYTES / bytesPerRow)));

  const bandBytes = bandRows * (bytesPerRow + pitch) + rows.count * (rowBytes + pitch) + rowBytes * 8;
  if (bandBytes + columns.weights.byteLength + rows.weights.byteLength > MAX_BYTES) return false;
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
    const floats = place.for(2 * (rowBytes * 4 + SLACK));
    const room = place.for(Math.max(bottom - top, starts.length) * pitch);
    const bytes = place.for(starts.length * length);
    place.fill();
    alongX(
      from,
      rowBytes,
      bottom - top,
      columnStart,
      columnWeights,
      columns.count,
      width,
      floats,
      room,
      pitch,
    );
    alongY(room, pitch, length, rowStart, rowWeights, rows.count, starts.length, bytes);
    take({ y, height: starts.length, bytes, room });
  }
  return true;
}

type Values = Int32Array | Float32Array | Uint8Array | Uint8ClampedArray;

const PAGE = 65_536;
/** What the kernel reads and writes past the end of anything, bytes; addresses are multiples of it. */
const SLACK = 32;

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
