import { MaskpredError, type RgbImage } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { checkScene, type TrainingScene } from './training-scene.js';

const picture = (shade: number): RgbImage => ({
  data: new Uint8Array(40 * 30 * 3).fill(shade),
  width: 40,
  height: 30,
  channels: 3,
});
const box = (x: number, y: number, width: number, height: number) => ({
  box: { x, y, width, height },
  label: 'mask',
});
const scene = (id: string, annotations: TrainingScene['annotations'], shade = 1): TrainingScene => ({
  id,
  annotations,
  read: () => Promise.resolve(picture(shade)),
});
const settings = (known = new Map<string, string>()) => ({ seed: 1, val: 0.5, known });

describe('checkScene', () => {
  it('leaves out a scene without a box, and says so', async () => {
    const { checked, problems } = await checkScene(scene('a', []), settings());
    expect(checked).toBeUndefined();
    expect(problems).toEqual([{ kind: 'no-box', id: 'a' }]);
  });

  it('takes a good scene as it is, with the size of its picture', async () => {
    const { checked, problems } = await checkScene(scene('a', [box(1, 2, 10, 12)]), settings());
    expect(problems).toEqual([]);
    expect(checked).toMatchObject({ width: 40, height: 30, faces: [{ x: 1, y: 2, width: 10, height: 12 }] });
  });

  it('clips boxes that reach out, leaves out those outside, and counts both', async () => {
    const annotations = [box(30, 20, 20, 5), box(50, 5, 10, 10), box(5, 5, 0, 4), box(39.5, 5, 1, 9)];
    const { checked, problems } = await checkScene(scene('a', annotations), settings());
    expect(checked!.faces).toEqual([
      { x: 30, y: 20, width: 10, height: 5 },
      { x: 39.5, y: 5, width: 0.5, height: 9 }, // half a pixel is rounding, and no problem
    ]);
    expect(problems).toEqual([
      { kind: 'box-outside', id: 'a', count: 2 },
      { kind: 'box-clipped', id: 'a', count: 1 },
    ]);
  });

  it('leaves out a scene whose every box is outside', async () => {
    const { checked, problems } = await checkScene(scene('a', [box(50, 5, 10, 10)]), settings());
    expect(checked).toBeUndefined();
    expect(problems.map(({ kind }) => kind)).toEqual(['box-outside', 'no-box']);
  });

  it('leaves out the second of two equal pictures', async () => {
    const shared = settings();
    await checkScene(scene('a', [box(1, 2, 10, 12)]), shared);
    const { checked, problems } = await checkScene(scene('b', [box(1, 2, 10, 12)]), shared);
    expect(checked).toBeUndefined();
    expect(problems).toEqual([{ kind: 'duplicate', id: 'b', of: 'a' }]);
  });

  it('names a picture that cannot be read', async () => {
    const error = new MaskpredError('IMAGE_DECODE_FAILED', 'a.jpg: no picture');
    const broken = { ...scene('a', [box(1, 2, 3, 4)]), read: () => Promise.reject(error) };
    expect((await checkScene(broken, settings())).problems).toEqual([{ kind: 'unreadable', id: 'a', error }]);
    const strange = { ...broken, read: () => Promise.reject(new Error('cable')) };
    const [problem] = (await checkScene(strange, settings())).problems;
    expect(problem).toMatchObject({ kind: 'unreadable', error: { code: 'IMAGE_DECODE_FAILED' } });
  });

  it('keeps a group on one side, and obeys a part that is given', async () => {
    const parts = new Set<string>();
    for (let shade = 0; shade < 20; shade++) {
      const grouped = { ...scene(`${shade}`, [box(1, 2, 9, 9)], shade), group: 'one' };
      parts.add((await checkScene(grouped, settings())).checked!.part);
      const fixed = { ...grouped, part: 'val' as const };
      expect((await checkScene(fixed, settings())).checked!.part).toBe('val');
    }
    expect(parts.size).toBe(1);
  });
});
