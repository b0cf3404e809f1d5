import { type DepthwiseShape, outputSize, padBefore } from './depthwise-gradient.js';

/** Calls `visit` for each pixel that a 3x3 window covers: offsets into the image and into the columns, in numbers. */
function forEachPixel(
  { batch, height, width, channels, stride }: DepthwiseShape,
  visit: (image: number, columns: number) => void,
): void {
  const [rows, across] = [outputSize(height, stride), outputSize(width, stride)];
  const [top, left] = [padBefore(height, stride), padBefore(width, stride)];
  let window = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < across; x++, window++) {
        for (let tap = 0; tap < 9; tap++) {
          const fromY = y * stride + Math.floor(tap / 3) - top;
          const fromX = x * stride + (tap % 3) - left;
          if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue;
          visit(((b * height + fromY) * width + fromX) * channels, (window * 9 + tap) * channels);
        }
      }
    }
  }
}

/** One row an output pixel of a 3x3 convolution: the nine pixels under its window, `[pixels, 9 * channels]`. */
export function imageToColumns(image: Float32Array, shape: DepthwiseShape): Float32Array {
  const { batch, height, width, channels, stride } = shape;
  const windows = batch * outputSize(height, stride) * outputSize(width, stride);
  const columns = new Float32Array(windows * 9 * channels);
  forEachPixel(shape, (from, to) => {
    for (let c = 0; c < channels; c++) columns[to + c] = image[from + c]!;
  });
  return columns;
}

/** The sum, for each pixel of the image, of the places of {@link imageToColumns} that it went to. */
export function columnsToImage(columns: Float32Array, shape: DepthwiseShape): Float32Array {
  const { batch, height, width, channels } = shape;
  const image = new Float32Array(batch * height * width * channels);
  forEachPixel(shape, (to, from) => {
    for (let c = 0; c < channels; c++) image[to + c]! += columns[from + c]!;
  });
  return image;
}
