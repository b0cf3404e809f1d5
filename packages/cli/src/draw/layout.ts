import { type Box, intersectionArea, type Size } from '@maskpred/core';
import { CAP_HEIGHT, layOutText, type StrokedText } from './stroke-font.js';

/** A face to draw: its box in pixels of the picture, and what was said of it. */
export interface LabelledBox {
  readonly box: Box;
  readonly label: string;
  /** Score of the label, 0 to 1. */
  readonly score: number;
}

/** What a chip shows: words, or only the label's symbol where a face is small. */
export interface Chip {
  readonly box: Box;
  /** Pixels from baseline to cap line. */
  readonly capHeight: number;
  /** Absent on a chip that shows the symbol. */
  readonly text?: StrokedText;
}

export interface PlacedFace extends LabelledBox {
  /** Pixels. */
  readonly lineWidth: number;
  /** Absent where even a symbol would hide the face or another chip. */
  readonly chip?: Chip;
}

/** Letters lower than this many pixels are hard to read. */
const MIN_CAP_HEIGHT = 6;
/** Cap height as a share of the picture's shorter side, for a face of common size. */
const CAP_SHARE = 0.022;
/** A chip may be this much wider than its face. */
const MAX_CHIP_OVERHANG = 2;
/** A chip may hide this share of another chip. */
const MAX_HIDDEN = 0.02;

/**
 * Where each face's chip goes and how thick its box is: inside the picture, sized to face and picture, with chips kept
 * off each other where there is room. Faces come back in the order given.
 */
export function placeFaces(faces: readonly LabelledBox[], size: Size): PlacedFace[] {
  const common = Math.max(MIN_CAP_HEIGHT, Math.min(size.width, size.height) * CAP_SHARE);
  const placed = new Map<LabelledBox, Chip>();
  const bySize = [...faces].sort((a, b) => b.box.width - a.box.width);
  for (const face of bySize) {
    const others = faces.filter((other) => other !== face).map(({ box }) => box);
    const chips = [...placed.values()].map(({ box }) => box);
    const chip = placeChip(face, common, size, chips, others);
    if (chip) placed.set(face, chip);
  }
  return faces.map((face) => {
    const chip = placed.get(face);
    return { ...face, lineWidth: lineWidthOf(face.box, common), ...(chip ? { chip } : {}) };
  });
}

function lineWidthOf(box: Box, common: number): number {
  return Math.min(Math.max(1, Math.min(box.width, box.height) * 0.035), Math.max(1, common * 0.32));
}

function placeChip(
  face: LabelledBox,
  common: number,
  size: Size,
  chips: readonly Box[],
  others: readonly Box[],
): Chip | undefined {
  for (const chip of chipVariants(face, common)) {
    const best = candidates(chip, face.box, size)
      .map((box, order) => ({
        box,
        hidden: hiddenShare(box, chips),
        cost: order * 0.04 + hiddenShare(box, chips) * 10 + hiddenShare(box, others),
      }))
      .sort((a, b) => a.cost - b.cost)[0];
    if (best && best.hidden <= MAX_HIDDEN) return { ...chip, box: best.box };
  }
  return undefined;
}

/** From the most telling to the smallest, without a place yet; only those that suit the size of the face. */
function chipVariants({ box, label, score }: LabelledBox, common: number): Chip[] {
  const large = clamp(box.width * 0.09, common * 0.8, common * 1.5);
  const small = Math.max(MIN_CAP_HEIGHT, common * 0.65);
  const words = [`${label} ${Math.floor(score * 100)}%`, label];
  const withText = words.flatMap((word) => {
    const text = layOutText(word);
    return [large, small].map((capHeight) => {
      const scale = capHeight / CAP_HEIGHT;
      const width = (text.width + 7) * scale;
      return { box: { x: 0, y: 0, width, height: 14 * scale }, capHeight, text };
    });
  });
  const side = Math.max(MIN_CAP_HEIGHT, small * 0.8) * 1.6;
  const symbol: Chip = { box: { x: 0, y: 0, width: side, height: side }, capHeight: side / 1.6 };
  return [
    ...withText.filter((chip) => chip.box.width <= box.width * MAX_CHIP_OVERHANG),
    ...(side <= Math.min(box.width, box.height) * 1.1 ? [symbol] : []),
  ];
}

/** Places in order of liking, moved sideways into the picture; those that leave it above or below are not offered. */
function candidates({ box: { width, height } }: Chip, face: Box, size: Size): Box[] {
  if (width > size.width || height > size.height) return [];
  const left = clamp(face.x, 0, size.width - width);
  const right = clamp(face.x + face.width - width, 0, size.width - width);
  const above = face.y - height;
  const below = face.y + face.height;
  const places = [
    [left, above],
    [right, above],
    [left, below],
    [right, below],
    [left, face.y],
    [left, below - height],
  ] as const;
  return places
    .filter(([, y]) => y >= 0 && y + height <= size.height)
    .map(([x, y]) => ({ x, y, width, height }));
}

function hiddenShare(box: Box, others: readonly Box[]): number {
  const hidden = others.reduce((sum, other) => sum + intersectionArea(box, other), 0);
  return hidden / (box.width * box.height);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
