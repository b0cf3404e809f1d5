import type { RgbImage } from '@maskpred/core';
import { clamp, luma, mix, type Rgb } from './numeric.js';
import type { FacePose } from './pose.js';

/** The light on a face and the quality of its picture, as far as the picture tells. */
export interface Light {
  /** What a perfectly white cloth facing the light would have, 0 to 255 a channel. */
  readonly white: Rgb;
  /** The face's own skin where the light falls on it, 0 to 255 a channel. */
  readonly skin: Rgb;
  /** How much brighter the picture's right side of the face is: -0.25 to 0.25. */
  readonly aside: number;
  /** The face's own shading on a grid, 1 for its mean, row by row over {@link SHADING_AREA}. */
  readonly shading: readonly number[];
  /** Standard deviation of the picture's grain, 0 to 255. */
  readonly grain: number;
  /** Pixels that an edge of the face takes, 1 for a sharp picture. */
  readonly blur: number;
  /** True when the picture has no colour, so the face mask must have none either. */
  readonly isGrey: boolean;
}

/** Samples a side, across the neighbourhood and across the face: enough for means, the same cost for every size. */
const STEPS = 40;
/** The grid of `shading`: wide enough to keep the fall of light and to lose mouth and eyes. */
const CELLS = 5;
/** Differences below this, 0 to 255, are skin, not edges. */
const NO_EDGE = 12;
const SHADING_AREA = { across: 0.85, from: 0.1, to: 1.5 };

/** Between eyes and mouth, without ears and hair. */
const SKIN_AREA = { across: 0.6, from: 0.15, to: 0.9 };

/** Measures the light on a face by its skin and by its surroundings. */
export function measureLight(image: RgbImage, pose: FacePose): Light {
  const around = sample(image, pose, { across: 3 * pose.radius, from: -2.5, to: 4 });
  const face = sample(image, pose, { ...SHADING_AREA, across: SHADING_AREA.across * pose.radius });
  const faceLuma = face.map((rgb) => luma(...rgb));
  const bright = percentile(
    around.map((rgb) => luma(...rgb)),
    0.95,
  );
  // Skin returns about 70 % of the light (light skin) down to 25 % (dark): the surroundings settle what is meant.
  const level = clamp(mix(bright, 1.4 * percentile(faceLuma, 0.75), 0.5), 60, 245);
  const cast = castOf(around, bright);
  const shading = shadingOf(faceLuma);
  return {
    white: [level * cast[0], level * cast[1], level * cast[2]],
    skin: skinOf(sample(image, pose, { ...SKIN_AREA, across: SKIN_AREA.across * pose.radius })),
    aside: asideOf(shading),
    shading,
    ...qualityOf(image, pose),
    isGrey: around.every((rgb) => Math.max(...rgb) - Math.min(...rgb) < 12),
  };
}

/** The face's own shading at a place, `across` as a share of the face's radius; 1 is its mean. */
export function shadingAt({ shading }: Light, across: number, v: number): number {
  const cell = (share: number) => clamp(share * CELLS - 0.5, 0, CELLS - 1);
  const column = cell((across / SHADING_AREA.across + 1) / 2);
  const row = cell((v - SHADING_AREA.from) / (SHADING_AREA.to - SHADING_AREA.from));
  const x = Math.min(CELLS - 2, Math.floor(column));
  const y = Math.min(CELLS - 2, Math.floor(row));
  const at = (dx: number, dy: number) => shading[(y + dy) * CELLS + x + dx];
  return mix(mix(at(0, 0), at(1, 0), column - x), mix(at(0, 1), at(1, 1), column - x), row - y);
}

/** STEPS x STEPS colours of an area about the face, row by row; the picture's edge goes on outside of it. */
function sample(
  image: RgbImage,
  pose: FacePose,
  area: { readonly across: number; readonly from: number; readonly to: number },
): Rgb[] {
  const samples: Rgb[] = [];
  for (let row = 0; row < STEPS; row++) {
    const v = mix(area.from, area.to, (row + 0.5) / STEPS);
    for (let column = 0; column < STEPS; column++) {
      const at = offsetAt(image, pose, mix(-area.across, area.across, (column + 0.5) / STEPS), v);
      samples.push([image.data[at], image.data[at + 1], image.data[at + 2]]);
    }
  }
  return samples;
}

function offsetAt(image: RgbImage, { x, y, unit, down }: FacePose, across: number, v: number): number {
  const px = clamp(Math.floor(x + (across * down.y + v * down.x) * unit), 0, image.width - 1);
  const py = clamp(Math.floor(y + (v * down.y - across * down.x) * unit), 0, image.height - 1);
  return (py * image.width + px) * 3;
}

/** Colour of the light by the brightest things around, which are mostly white: half believed, mean luma kept. */
function castOf(samples: readonly Rgb[], bright: number): Rgb {
  const brightest = samples.filter((rgb) => luma(...rgb) >= bright);
  const mean = (channel: 0 | 1 | 2) =>
    brightest.reduce((sum, rgb) => sum + rgb[channel], 0) / Math.max(1, brightest.length);
  const [red, green, blue] = [mean(0), mean(1), mean(2)];
  const grey = Math.max(1, luma(red, green, blue));
  const believe = (value: number) => clamp(mix(1, value / grey, 0.4), 0.86, 1.1);
  return [believe(red), believe(green), believe(blue)];
}

/** The mean of what is neither shadow, lips and lashes nor a highlight. */
function skinOf(samples: readonly Rgb[]): Rgb {
  const byBrightness = [...samples].sort((a, b) => luma(...a) - luma(...b));
  const middle = byBrightness.slice(Math.floor(0.4 * samples.length), Math.floor(0.85 * samples.length));
  const mean = (channel: 0 | 1 | 2) => middle.reduce((sum, rgb) => sum + rgb[channel], 0) / middle.length;
  return [mean(0), mean(1), mean(2)];
}

/** Mean brightness of each cell over that of the face, softened: part of it is hair, beard and lips, not light. */
function shadingOf(brightness: readonly number[]): number[] {
  const total = brightness.reduce((sum, value) => sum + value, 0) / brightness.length;
  const cells = new Array<number>(CELLS * CELLS).fill(0);
  const perCell = STEPS / CELLS;
  brightness.forEach((value, i) => {
    const column = Math.floor((i % STEPS) / perCell);
    cells[Math.floor(i / STEPS / perCell) * CELLS + column] += value / (perCell * perCell);
  });
  // To the power of 3/8, which square roots give: the same on every platform.
  return cells.map((value) => {
    const quarter = Math.sqrt(Math.sqrt(clamp((value + 8) / (total + 8), 0.3, 2)));
    return quarter * Math.sqrt(quarter);
  });
}

/** The fall of brightness from side to side of the grid. */
function asideOf(shading: readonly number[]): number {
  const column = (c: number) =>
    shading.reduce((sum, value, i) => sum + (i % CELLS === c ? value : 0), 0) / CELLS;
  return clamp(0.5 * (column(CELLS - 2) - column(1)), -0.25, 0.25);
}

/** Grain by the median difference of neighbours (skin is smooth), blur by how steep the face's strong edges are. */
function qualityOf(image: RgbImage, pose: FacePose): { grain: number; blur: number } {
  const near: number[] = [];
  const far: number[] = [];
  for (let i = 0; i < STEPS * STEPS; i++) {
    const across = mix(-pose.radius, pose.radius, ((i % STEPS) + 0.5) / STEPS);
    const at = offsetAt(image, pose, across, mix(-0.3, 1.5, Math.floor(i / STEPS) / STEPS));
    const green = (pixels: number) => image.data[Math.min(at + 3 * pixels, image.data.length - 3) + 1];
    near.push(Math.abs(green(1) - green(0)));
    far.push(Math.abs(green(4) - green(0)));
  }
  // A sharp edge lies between two neighbours a quarter as often as between pixels four apart.
  const edge = percentile(far, 0.97);
  const steepness = percentile(near, 0.9925) / Math.max(1, edge);
  return {
    grain: clamp(percentile(near, 0.4) * 0.7, 0.5, 5),
    // On a ramp four pixels long or longer, one pixel's step is a quarter of four pixels' step. Without edges: sharp.
    blur: edge < NO_EDGE ? 1 : clamp(0.75 / Math.max(0.2, steepness), 1, 3),
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
