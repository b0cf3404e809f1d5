/** A 3x3 depthwise convolution, SAME, over `[batch, height, width, channels]`. */
export interface DepthwiseShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly stride: 1 | 2;
}

/** Output pixels of a SAME convolution. */
export const outputSize = (size: number, stride: number): number => Math.ceil(size / stride);

/** Rows or columns of zeros before the first pixel, for a kernel of 3 (TensorFlow puts the odd one at the end). */
export const padBefore = (size: number, stride: number): number =>
  Math.floor(Math.max(0, (outputSize(size, stride) - 1) * stride + 3 - size) / 2);

/**
 * Calls `visit` once for every row of channels that an output pixel and a kernel value meet in.
 * Offsets count numbers: into the input, the output and the kernel.
 */
function forEachTap(
  { batch, height, width, channels, stride }: DepthwiseShape,
  visit: (input: number, output: number, tap: number) => void,
): void {
  const [rows, columns] = [outputSize(height, stride), outputSize(width, stride)];
  const [top, left] = [padBefore(height, stride), padBefore(width, stride)];
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const output = ((b * rows + y) * columns + x) * channels;
        for (let i = 0; i < 3; i++) {
          const fromY = y * stride + i - top;
          if (fromY < 0 || fromY >= height) continue;
          for (let j = 0; j < 3; j++) {
            const fromX = x * stride + j - left;
            if (fromX < 0 || fromX >= width) continue;
            visit(((b * height + fromY) * width + fromX) * channels, output, (i * 3 + j) * channels);
          }
        }
      }
    }
  }
}

/** The gradient to the kernel, `[3, 3, channels, 1]`: each of its values times the input pixels that it met. */
export function depthwiseFilterGradient(
  input: Float32Array,
  dy: Float32Array,
  shape: DepthwiseShape,
): Float32Array {
  const { channels } = shape;
  const gradient = new Float32Array(9 * channels);
  forEachTap(shape, (from, at, tap) => {
    for (let c = 0; c < channels; c++) gradient[tap + c]! += input[from + c]! * dy[at + c]!;
  });
  return gradient;
}

/** The gradient to the input, in its shape. */
export function depthwiseInputGradient(
  dy: Float32Array,
  kernel: Float32Array,
  shape: DepthwiseShape,
): Float32Array {
  const { batch, height, width, channels } = shape;
  const gradient = new Float32Array(batch * height * width * channels);
  forEachTap(shape, (to, at, tap) => {
    for (let c = 0; c < channels; c++) gradient[to + c]! += kernel[tap + c]! * dy[at + c]!;
  });
  return gradient;
}
