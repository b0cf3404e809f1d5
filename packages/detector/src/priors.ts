import type { Size } from '@maskpred/core';

/** The default boxes of an SSD, one entry a prior; pixels of the network's input. */
export interface Priors {
  readonly count: number;
  readonly centreX: Float32Array;
  readonly centreY: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
}

/** One prior of a cell: side in {@link UNIT}s, and width / height. */
type Shape = readonly [scale: number, ratio: number];

/**
 * Pixels that a scale of 1 stands for: the side of the pictures that the network was trained on. Its weights turn what
 * they see into shifts of priors of these pixels, so the priors do not grow with the input: measured against 512, boxes
 * at 640 overlap by 0.87 so, and by 0.46 with priors that are shares of the input.
 */
const UNIT = 512;

/** Pixels between the cells of the first map; each further map doubles it. */
const FIRST_STRIDE = 16;

/**
 * Shapes by map: the grid of TensorFlow's object detection API (anchor_generators/multiple_grid_anchor_generator.py,
 * create_ssd_anchors: six layers, scales 0.2 to 0.95, boxes reduced in the lowest layer). The last ratio is 0.3333, not
 * 1/3, as in its configuration files.
 */
const SHAPES: readonly (readonly Shape[])[] = [
  [
    [0.1, 1],
    [0.2, 2],
    [0.2, 0.5],
  ],
  ...[0.35, 0.5, 0.65, 0.8, 0.95].map((scale, i, scales): Shape[] => [
    [scale, 1],
    [Math.sqrt(scale * (scales[i + 1] ?? 1)), 1],
    [scale, 2],
    [scale, 0.5],
    [scale, 3],
    [scale, 0.3333],
  ]),
];

/**
 * The priors of all six maps, map by map, row by row, in the order of the network's outputs.
 *
 * @param input - the network's input in pixels; at 512 x 512 the priors are those of its training.
 * @example
 * createPriors({ width: 512, height: 512 }).count; // 5118
 */
export function createPriors(input: Size): Priors {
  const maps = mapsOf(input);
  const count = maps.reduce((sum, { x, y }, map) => sum + x.cells * y.cells * SHAPES[map]!.length, 0);
  const [centreX, centreY, width, height] = Array.from({ length: 4 }, () => new Float32Array(count)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  let prior = 0;
  maps.forEach(({ stride, x, y }, map) => {
    for (let row = 0; row < y.cells; row++) {
      for (let column = 0; column < x.cells; column++) {
        for (const [scale, ratio] of SHAPES[map]!) {
          centreX[prior] = x.first + column * stride;
          centreY[prior] = y.first + row * stride;
          width[prior] = UNIT * scale * Math.sqrt(ratio);
          height[prior] = (UNIT * scale) / Math.sqrt(ratio);
          prior++;
        }
      }
    }
  });
  return { count, centreX, centreY, width, height };
}

/** The cells of one map along one axis. */
interface Axis {
  readonly cells: number;
  /** Centre of the first cell, pixels of the input. */
  readonly first: number;
}

function mapsOf({ width, height }: Size): { stride: number; x: Axis; y: Axis }[] {
  const maps = [];
  let stride = FIRST_STRIDE;
  let x = firstAxis(width);
  let y = firstAxis(height);
  for (let map = 0; map < SHAPES.length; map++) {
    maps.push({ stride, x, y });
    x = halve(x, stride);
    y = halve(y, stride);
    stride *= 2;
  }
  return maps;
}

const firstAxis = (length: number): Axis => ({
  cells: Math.ceil(length / FIRST_STRIDE),
  first: FIRST_STRIDE / 2,
});

/**
 * The next map's axis. A 3 x 3 convolution of stride 2 with SAME padding looks half a cell further right and down
 * over an even number of cells than over an odd one, where it pads both sides; the network learnt on even ones.
 */
const halve = ({ cells, first }: Axis, stride: number): Axis => ({
  cells: Math.ceil(cells / 2),
  first: cells % 2 === 0 || cells === 1 ? first + stride / 2 : first - stride / 2,
});
