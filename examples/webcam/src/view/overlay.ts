import type { Box } from '@maskpred/core';
import { TEXTS } from '../texts.js';
import type { Tone } from './tone.js';

/** One face: a box where it is shown, and what it is said to wear. */
export interface LabelledFace {
  readonly box: Box;
  /** Undefined while it is being decided. */
  readonly label: string | undefined;
  readonly score: number;
}

/** One face as it is drawn. */
export interface ShownFace extends LabelledFace {
  readonly tone: Tone;
}

// Blue and orange: told apart by colour-blind eyes too (Okabe and Ito's palette). Line styles differ as well.
const STYLES = {
  mask: { colour: '#0072b2', dash: [] },
  bare: { colour: '#c04a00', dash: [] },
  'other-1': { colour: '#6a3fb5', dash: [] },
  'other-2': { colour: '#00755e', dash: [] },
  'other-3': { colour: '#9a3f70', dash: [] },
  'other-4': { colour: '#6f6600', dash: [] },
  deciding: { colour: '#4a5560', dash: [7, 5] },
} as const satisfies Record<Tone, { colour: string; dash: readonly number[] }>;

/**
 * Draws a box with its label round each face.
 * @param unit - pixels of the canvas that one pixel of a screen takes, so that lines and letters keep their size.
 */
export function drawFaces(
  context: CanvasRenderingContext2D,
  faces: readonly ShownFace[],
  unit: number,
): void {
  context.save();
  context.lineJoin = 'round';
  context.font = `600 ${14 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  for (const face of faces) drawBox(context, face, unit);
  for (const face of faces) drawTag(context, face, unit); // over all boxes, to stay readable
  context.restore();
}

function drawBox(context: CanvasRenderingContext2D, face: ShownFace, unit: number): void {
  const { x, y, width, height } = face.box;
  const { colour, dash } = STYLES[face.tone];
  context.setLineDash(dash.map((length) => length * unit));
  for (const [style, lineWidth] of [
    ['#ffffff', 5],
    [colour, 3],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = lineWidth * unit;
    context.beginPath();
    context.roundRect(x, y, width, height, 6 * unit);
    context.stroke();
  }
}

function drawTag(context: CanvasRenderingContext2D, face: ShownFace, unit: number): void {
  const { box, label, score } = face;
  const whole = TEXTS.boxText(label, score);
  const isNarrow = context.measureText(whole).width > 1.3 * box.width;
  const text = isNarrow ? TEXTS.label(label) : whole; // the next face's tag needs room as well
  const tag = { width: context.measureText(text).width + 12 * unit, height: 22 * unit };
  const top = box.y >= tag.height + 4 * unit ? box.y - tag.height - 3 * unit : box.y + 4 * unit;
  const left = Math.min(Math.max(0, box.x), Math.max(0, context.canvas.width - tag.width));
  context.fillStyle = STYLES[face.tone].colour;
  context.beginPath();
  context.roundRect(left, top, tag.width, tag.height, 6 * unit);
  context.fill();
  context.fillStyle = '#ffffff';
  context.fillText(text, left + 6 * unit, top + tag.height / 2 + unit);
}
