import type { Box } from '@maskpred/core';
import Table from 'cli-table3';
import type { Colors } from 'picocolors/types.js';
import { printable } from './failure.js';
import { round } from './numbers.js';
import { type AnsweredPicture, isFailed, type PictureAnswer } from './picture-answer.js';
import { formatPercent, paintLabel, roundScore, scoresToObject } from './scores.js';

/** Tenths of a pixel: boxes are not surer than that. */
const BOX_DECIMALS = 1;

/**
 * One line of JSON for a picture, line break included: what `predict --json` and `--resume` write. Boxes are pixels of
 * the upright picture to 0.1, scores have up to six decimals; a face's `score` is the detector's.
 */
export function formatPredictJson(answer: PictureAnswer): string {
  if (isFailed(answer)) return `${JSON.stringify({ image: answer.image, error: answer.error })}\n`;
  const { image, width, height, predictions } = answer;
  const faces = predictions.map(({ face: { box, score }, label, score: labelScore, scores }) => ({
    box: roundBox(box),
    score: roundScore(score),
    label,
    labelScore: roundScore(labelScore),
    scores: scoresToObject(scores),
  }));
  return `${JSON.stringify({ image, width, height, faces })}\n`;
}

/** The box as JSON lines have it. */
export function roundBox({ x, y, width, height }: Box): Box {
  return {
    x: round(x, BOX_DECIMALS),
    y: round(y, BOX_DECIMALS),
    width: round(width, BOX_DECIMALS),
    height: round(height, BOX_DECIMALS),
  };
}

/** A picture for people: a line for the picture, then a row for each face. */
export function formatPredictText(answer: AnsweredPicture, colors: Colors): string {
  const { image, width, height, predictions } = answer;
  const count = countFaces(predictions.length);
  const heading = `${colors.bold(printable(image))}  ${colors.dim(`${width} x ${height}, ${count}`)}\n`;
  if (predictions.length === 0) return heading;
  const table = createTable(['', 'label', 'score', 'face', 'x', 'y', 'width', 'height'], colors);
  predictions.forEach(({ face: { box, score: faceScore }, label, score }, index) => {
    const place = [box.x, box.y, box.width, box.height].map((value) => String(Math.round(value)));
    table.push([
      String(index + 1),
      paintLabel(label, colors),
      formatPercent(score),
      formatPercent(faceScore),
      ...place,
    ]);
  });
  return `${heading}${table.toString()}\n`;
}

/**
 * A table of plain columns: numbers to the right, one column of text to the left.
 * @param textColumn - its place. @default 1
 */
export function createTable(head: readonly string[], colors: Colors, textColumn = 1): Table.Table {
  return new Table({
    head: head.map((cell) => colors.dim(cell)),
    chars: Object.fromEntries(BORDERS.map((name) => [name, ''])),
    colAligns: head.map((_, index) => (index === textColumn ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
  });
}

/** @example countFaces(1); // '1 face' */
export function countFaces(count: number): string {
  if (count === 0) return 'no face';
  return count === 1 ? '1 face' : `${count} faces`;
}

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
] as const;
