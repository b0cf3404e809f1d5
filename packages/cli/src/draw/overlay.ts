import type { Box, Size } from '@maskpred/core';
import { type Chip, type LabelledBox, type PlacedFace, placeFaces } from './layout.js';
import { styleOf } from './palette.js';
import { CAP_HEIGHT, STROKE_WIDTH } from './stroke-font.js';

/**
 * An SVG of the picture's size with a box and a chip for each face. It uses paths only, so it looks the same on a machine
 * without fonts, and needs no escaping.
 * @param region - the part of the picture to draw, in whole pixels. @default all of it
 */
export function formatOverlay(
  faces: readonly LabelledBox[],
  size: Size,
  { x, y, width, height }: Box = { x: 0, y: 0, ...size },
): string {
  const placed = placeFaces(faces, size);
  const chips = placed.flatMap((face) => (face.chip ? [formatChip(face.chip, face.label)] : []));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${x} ${y} ${width} ${height}" fill="none" ` +
    'stroke-linecap="round" stroke-linejoin="round">' +
    `${placed.map(formatBox).join('')}${chips.join('')}</svg>`
  );
}

function formatBox({ box, label, lineWidth }: PlacedFace): string {
  const inset = lineWidth / 2;
  const width = Math.max(0.5, box.width - lineWidth);
  const height = Math.max(0.5, box.height - lineWidth);
  const radius = Math.min(width, height) * 0.08;
  const rect =
    `x="${round(box.x + inset)}" y="${round(box.y + inset)}" ` +
    `width="${round(width)}" height="${round(height)}" rx="${round(radius)}"`;
  // A dark casing keeps the line visible on a light background.
  return (
    `<rect ${rect} stroke="#000" stroke-opacity="0.4" stroke-width="${round(lineWidth * 1.7)}"/>` +
    `<rect ${rect} stroke="${styleOf(label).line}" stroke-width="${round(lineWidth)}"/>`
  );
}

function formatChip({ box, capHeight, text }: Chip, label: string): string {
  const { chip, symbol } = styleOf(label);
  const scale = capHeight / CAP_HEIGHT;
  const inkWidth = text ? text.width : CAP_HEIGHT;
  const x = box.x + (box.width - inkWidth * scale) / 2;
  const y = box.y + (box.height - capHeight) / 2;
  const paths = text ? text.glyphs : [{ x: 0, path: symbol }];
  const ink = paths.map((glyph) => `<path transform="translate(${round(glyph.x)} 0)" d="${glyph.path}"/>`);
  return (
    `<rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" ` +
    `rx="${round(box.height * 0.24)}" fill="${chip}"/>` +
    `<g transform="translate(${round(x)} ${round(y)}) scale(${round(scale)})" stroke="#fff" ` +
    `stroke-width="${STROKE_WIDTH}">${ink.join('')}</g>`
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
