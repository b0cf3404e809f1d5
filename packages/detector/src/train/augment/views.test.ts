import { clipBox, intersectionArea, type RgbImage } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { planVariant, planWhole } from './plan-view.js';
import { renderView } from './render-view.js';

const canvas = { width: 64, height: 48 };
const face = { x: 8, y: 8, width: 16, height: 16 };
const shapes = [0, 1, 2, 3].map(() => ({ width: 64, height: 40, faces: [face] }));

/** Grey, with a white square for a face. */
const picture: RgbImage = {
  data: Uint8Array.from({ length: 64 * 40 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % 64, Math.floor(pixel / 64)];
    return x >= 8 && x < 24 && y >= 8 && y < 24 ? 255 : 60;
  }),
  width: 64,
  height: 40,
  channels: 3,
};
const read = () => Promise.resolve(picture);
const at = (values: Float32Array, x: number, y: number) => values[(y * canvas.width + x) * 3]!;

describe('a view of the whole scene', () => {
  it('is the picture in -1 to 1, black below it', async () => {
    const plan = planWhole(0, shapes, canvas);
    expect(plan.faces).toEqual([face]);
    const values = await renderView(plan, canvas, read);
    expect(values).toHaveLength(64 * 48 * 3);
    expect(at(values, 16, 16)).toBe(1);
    expect(at(values, 40, 16)).toBeCloseTo(60 / 127.5 - 1, 5);
    expect(at(values, 16, 44)).toBe(-1);
  });
});

describe('variants', () => {
  const plans = Array.from({ length: 80 }, (_, seed) => planVariant(0, shapes, canvas, seed));

  it('are the same for the same seed, pixels included', async () => {
    expect(planVariant(0, shapes, canvas, 7)).toEqual(plans[7]);
    expect(await renderView(plans[7]!, canvas, read)).toEqual(await renderView(plans[7]!, canvas, read));
  });

  it('are mosaics of four scenes now and then, and of one when there is only one', () => {
    const mosaics = plans.filter(({ parts }) => parts.length === 4);
    expect(mosaics.length).toBeGreaterThan(4);
    expect(mosaics.length).toBeLessThan(40);
    const alone = Array.from({ length: 40 }, (_, seed) => planVariant(0, shapes.slice(0, 1), canvas, seed));
    expect(alone.every(({ parts }) => parts.length === 1)).toBe(true);
  });

  it('get faces of other scenes now and then, where no face is and a picture is shown', async () => {
    const large = { width: 256, height: 192 };
    const scenes = [0, 1].map(() => ({
      width: 256,
      height: 160,
      faces: [{ x: 32, y: 32, width: 40, height: 40 }],
    }));
    const views = Array.from({ length: 60 }, (_, seed) => planVariant(0, scenes, large, seed));
    const pasted = views.filter(({ parts }) => parts.some((part) => part.pasted));
    expect(pasted.length).toBeGreaterThan(10);
    expect(pasted.length).toBeLessThan(50);
    for (const { parts, faces } of pasted) {
      const [ground, ...pastes] = parts;
      expect(faces.length).toBeGreaterThanOrEqual(pastes.length);
      for (const { window } of pastes)
        expect(clipBox(window.place, ground!.window.place)).toEqual(window.place);
      for (const [i, face] of faces.entries())
        for (const other of faces.slice(i + 1)) expect(intersectionArea(face, other)).toBe(0);
    }
  });

  it('have their boxes where the face is: brighter inside than outside', async () => {
    for (const plan of plans
      .filter(({ faces, parts }) => faces.length === 1 && parts.length === 1)
      .slice(0, 20)) {
      const values = await renderView(plan, canvas, read);
      const [box] = plan.faces;
      const inside = at(values, Math.floor(box!.x + box!.width / 2), Math.floor(box!.y + box!.height / 2));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(inside).toBeGreaterThan(mean + 0.3);
    }
  });
});
