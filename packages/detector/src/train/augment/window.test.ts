import { type Box, createRandom } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { boxesIn, drawWindow, moveWindow, PLACEMENT, wholeWindow, type Window } from './window.js';

const canvas = { width: 512, height: 384 };
const photo = { width: 640, height: 427 };
const square = (x: number, y: number, side: number): Box => ({ x, y, width: side, height: side });

describe('wholeWindow', () => {
  it('shows a wide picture whole, as long as the canvas', () => {
    expect(wholeWindow(photo, canvas)).toEqual({
      region: { x: 0, y: 0, width: 640, height: 427 },
      place: { x: 0, y: 0, width: 512, height: 342 },
      isMirrored: false,
    });
  });

  it('cuts what is too high off on both sides, at the same scale', () => {
    const { region, place } = wholeWindow({ width: 300, height: 400 }, canvas);
    expect(region).toEqual({ x: 0, y: 50, width: 300, height: 300 });
    expect(place).toMatchObject({ width: 384, height: 384 });
  });

  it('takes a picture of one pixel', () => {
    expect(wholeWindow({ width: 1, height: 1 }, canvas).region).toEqual(square(0, 0, 1));
  });
});

describe('drawWindow', () => {
  const draws = Array.from({ length: 200 }, (_, seed) =>
    drawWindow(photo, [square(300, 200, 40)], canvas, createRandom(seed)),
  );

  it('stays inside picture and canvas', () => {
    for (const { region, place } of draws) {
      expect(Math.min(region.x, region.y)).toBeGreaterThanOrEqual(0);
      expect(region.x + region.width).toBeLessThanOrEqual(photo.width);
      expect(region.y + region.height).toBeLessThanOrEqual(photo.height);
      expect(place.width).toBeLessThanOrEqual(canvas.width);
      expect(place.height).toBeLessThanOrEqual(canvas.height);
    }
  });

  it('mirrors half, and zooms as far as it says', () => {
    const mirrored = draws.filter(({ isMirrored }) => isMirrored).length;
    expect(Math.abs(mirrored - 100)).toBeLessThan(40);
    const zooms = draws.map(({ region, place }) => (place.width / region.width) * (640 / 512));
    expect(Math.min(...zooms)).toBeLessThan(0.75);
    expect(Math.max(...zooms)).toBeGreaterThan(1.4);
    const [low, high] = PLACEMENT.zoom;
    for (const zoom of zooms) {
      expect(zoom).toBeGreaterThan(low * 0.93);
      expect(zoom).toBeLessThan(high * 1.07);
    }
  });

  it('has the face inside most often', () => {
    const seen = draws.filter((window) => boxesIn(window, [square(300, 200, 40)]).faces.length === 1);
    expect(seen.length).toBeGreaterThan(160);
  });

  it('is the same for the same seed', () => {
    const again = drawWindow(photo, [square(300, 200, 40)], canvas, createRandom(3));
    expect(again).toEqual(draws[3]);
  });

  it('needs no face', () => {
    expect(drawWindow(photo, [], canvas, createRandom(1)).region.width).toBeGreaterThan(0);
  });
});

describe('boxesIn', () => {
  const half: Window = {
    region: { x: 100, y: 50, width: 200, height: 100 },
    place: { x: 0, y: 0, width: 100, height: 50 },
    isMirrored: false,
  };

  it('is empty without a face', () => {
    expect(boxesIn(half, [])).toEqual({ faces: [], ignored: [] });
  });

  it('moves and scales boxes with their picture', () => {
    expect(boxesIn(half, [square(120, 60, 20)]).faces).toEqual([square(10, 5, 10)]);
  });

  it('mirrors them with it', () => {
    expect(boxesIn({ ...half, isMirrored: true }, [square(120, 60, 20)]).faces).toEqual([square(80, 5, 10)]);
  });

  it('moves with its place on the canvas', () => {
    expect(boxesIn(moveWindow(half, 256, 192), [square(120, 60, 20)]).faces).toEqual([square(266, 197, 10)]);
  });

  it('clips a face that is cut a little, ignores one that is cut far, drops one outside', () => {
    const [little, far, outside] = [square(95, 60, 20), square(85, 60, 20), square(0, 0, 20)];
    const { faces, ignored } = boxesIn(half, [little, far, outside]);
    expect(faces).toEqual([{ x: 0, y: 5, width: 7.5, height: 10 }]);
    expect(ignored).toEqual([{ x: 0, y: 5, width: 2.5, height: 10 }]);
  });
});
