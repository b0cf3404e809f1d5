import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { evaluationOf } from './__fixtures__/evaluations.js';
import { HOSTILE_NAMES } from './__fixtures__/hostile.js';
import { renderConfusionPng } from './confusion-png.js';

const labelsOf = (count: number) => Array.from({ length: count }, (_, i) => `label-${i + 1}`);

/** Mean brightness of a part of the picture, 0 to 255. */
async function brightness(
  png: Uint8Array,
  part: { left: number; top: number; width: number; height: number },
) {
  const { channels } = await sharp(await sharp(png).extract(part).greyscale().png().toBuffer()).stats();
  return channels[0]!.mean;
}

describe('renderConfusionPng', () => {
  it.each([2, 3, 20])('draws %i labels so large that each cell can be read', async (count) => {
    const png = await renderConfusionPng(evaluationOf(labelsOf(count)));
    const { format, width, height } = await sharp(png).metadata();
    expect(format).toBe('png');
    expect(Math.min(width, height)).toBeGreaterThan(count * 100); // pixels a cell, at twice the size on screen
    expect(png.length).toBeLessThan(400_000);
  });

  it('shades what is right darker than what is not', async () => {
    const png = await renderConfusionPng(evaluationOf(['a', 'b']));
    const { width, height } = await sharp(png).metadata();
    // the two last cells end one padding from the corner: 16 px, drawn twice as large
    const cell = 192;
    const bottom = { top: height - 32 - cell + 10, width: 30, height: 30 };
    const right = await brightness(png, { ...bottom, left: width - 32 - cell + 10 });
    const wrong = await brightness(png, { ...bottom, left: width - 32 - 2 * cell + 10 });
    expect(right).toBeLessThan(190);
    expect(wrong).toBeGreaterThan(230);
  });

  it('differs where a count differs', async () => {
    const evaluation = evaluationOf(['a', 'b']);
    const changed = { ...evaluation, confusion: [[38, 2], evaluation.confusion[1]!] };
    expect(await renderConfusionPng(changed)).not.toEqual(await renderConfusionPng(evaluation));
    expect(await renderConfusionPng(evaluation)).toEqual(await renderConfusionPng(evaluation));
  });

  it('draws labels of any name, and rows without a picture', async () => {
    const evaluation = evaluationOf(HOSTILE_NAMES);
    const confusion = evaluation.confusion.map((row, i) => (i === 0 ? row.map(() => 0) : row));
    const { format } = await sharp(await renderConfusionPng({ ...evaluation, confusion })).metadata();
    expect(format).toBe('png');
  });

  it.each([0, 1, 41])('refuses %i labels', async (count) => {
    await expect(renderConfusionPng(evaluationOf(labelsOf(count)))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
