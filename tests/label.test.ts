import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnnotatedImage, Annotation } from '@maskpred/core';
import { formatVoc } from '@maskpred/dataset';
import { describe, expect, it } from 'vitest';
import { findChromium } from './consumer/chromium.js';
import { useLabel } from './label/fixture.js';
import {
  currentBox,
  drag,
  expectClean,
  type LabelTab,
  listedBoxes,
  openLabel,
  waitForPicture,
  waitForSaved,
} from './label/page.js';
import { writeScenes } from './label/scenes.js';

const chromium = findChromium();

/** The box as a person leaves it. */
function decided({ box, label }: Annotation, change: Partial<Annotation> = {}): Annotation {
  return { box, label, ...change };
}

/** Accepts what is left of the picture, which brings the next one. */
async function acceptRest({ press }: LabelTab, faces: number): Promise<void> {
  await press(...Array.from({ length: faces }, () => 'Space'));
}

describe.skipIf(!chromium)('labelling boxes', () => {
  const tests = useLabel(chromium!);

  it('keeps a whole session on twenty scenes, with the server killed in the middle', async () => {
    const folder = await tests.folder();
    const scenes = await writeScenes(folder, { count: 20 });
    const expected = new Map(scenes.map((scene) => [scene.id, scene]));
    const expectBoxes = (
      index: number,
      annotations: readonly Annotation[],
      change: Partial<AnnotatedImage> = {},
    ) => expected.set(scenes[index]!.id, { ...scenes[index]!, ...change, annotations });
    const facesOf = (index: number) => scenes[index]!.annotations;
    const expectAccepted = (index: number) =>
      expectBoxes(
        index,
        facesOf(index).map((face) => decided(face)),
      );
    let server = await tests.serve(folder);
    const context = await tests.browse();
    const tab = await openLabel(context, server.url);
    const { page, press } = tab;
    const arrive = (index: number) => waitForPicture(page, `${scenes[index]!.id}.jpg`);

    // All right as proposed.
    await arrive(0);
    await acceptRest(tab, facesOf(0).length);
    expectAccepted(0);

    // A key a face.
    await arrive(1);
    await press(...facesOf(1).map((_, at) => (at === 0 ? '2' : '1')));
    expectBoxes(
      1,
      facesOf(1).map((face, at) => decided(face, { label: at === 0 ? 'no-mask' : 'mask' })),
    );

    // A box is drawn, clipped at the picture's edge, and labelled.
    await arrive(2);
    await drag(page, scenes[2]!, [20, 30], [81, 112]);
    await press('3');
    await acceptRest(tab, facesOf(2).length);
    const drawn = { box: { x: 20, y: 30, width: 61, height: 82 }, label: 'incorrect-mask' };
    expectBoxes(2, [...facesOf(2).map((face) => decided(face)), drawn]);

    // Moved with the pointer, then with the keyboard; one is no face, one is deleted.
    await arrive(3);
    const { box: first } = facesOf(3)[0]!;
    const middle = [first.x + first.width / 2, first.y + first.height / 2] as const;
    await drag(page, scenes[3]!, middle, [middle[0] + 24, middle[1] + 16]);
    await press('Alt+ArrowRight', 'Alt+ArrowRight', 'Shift+ArrowDown', 'ArrowLeft', 'Tab');
    expect(await currentBox(page)).toBe(1);
    await press('0', 'Delete');
    const moved = { x: first.x + 23, y: first.y + 26, width: first.width + 2, height: first.height };
    expectBoxes(3, [decided(facesOf(3)[0]!, { box: moved }), decided(facesOf(3)[1]!, { label: 'not-face' })]);

    // A duplicate, and back across pictures and forth again.
    await arrive(4);
    await press('Control+d');
    await page.locator('[data-box]').first().click();
    await acceptRest(tab, facesOf(4).length);
    await arrive(5);
    await press('u');
    await arrive(4);
    await press('u');
    await expect
      .poll(async () => (await listedBoxes(page)).filter((text) => text.includes('proposed')).length)
      .toBe(2);
    await press('Control+y', 'Space');
    await arrive(5);
    const { box: copied } = facesOf(4)[0]!;
    const beside = {
      ...copied,
      x: copied.x + Math.round(copied.width / 10),
      y: copied.y + Math.round(copied.height / 10),
    };
    expectBoxes(4, [...facesOf(4).map((face) => decided(face)), decided(facesOf(4)[0]!, { box: beside })]);

    // Copied from the picture before, which was a mistake; a difficult face; a verified picture.
    await press('c');
    await expect
      .poll(async () => (await listedBoxes(page)).length)
      .toBe(facesOf(5).length + facesOf(4).length + 1);
    await press('Control+z');
    await expect.poll(async () => (await listedBoxes(page)).length).toBe(facesOf(5).length);
    await press('x', 'v');
    await acceptRest(tab, facesOf(5).length);
    expectBoxes(
      5,
      facesOf(5).map((face, at) => decided(face, at === 0 ? { difficult: true } : {})),
      { isVerified: true },
    );

    // The server is killed while decisions are on their way; more are made while it is gone.
    await arrive(6);
    await press('2');
    await server.kill();
    await press('1', 'u', '2');
    await page.locator('[data-status="offline"]').waitFor();
    await page.locator('[data-notice="offline"]').waitFor();
    server = await tests.serve(folder, { port: server.port });
    const another = await openLabel(context, server.url); // what its new address gives lets the old tab in again
    await waitForSaved(page);
    await another.page.close();
    await press(
      ...facesOf(6)
        .slice(2)
        .map(() => '2'),
    );
    expectBoxes(
      6,
      facesOf(6).map((face) => decided(face, { label: 'no-mask' })),
    );

    // The rest, except the last one, which is not reached today.
    for (let index = 7; index < 19; index++) {
      await arrive(index);
      await acceptRest(tab, facesOf(index).length);
      expectAccepted(index);
    }
    await arrive(19);
    await waitForSaved(page);
    expectClean(tab);
    expect(await server.stop()).toBe(0);

    for (const scene of expected.values()) {
      const text = await readFile(join(folder, 'annotations', `${scene.id}.xml`), 'utf8');
      expect(text, scene.id).toBe(formatVoc(scene));
    }
  }, 480_000);

  it('takes at most 110 keys for 100 proposed faces', async () => {
    const folder = await tests.folder();
    const scenes = await writeScenes(folder, { count: 26, hasMasks: false });
    const faces = scenes.reduce((sum, { annotations }) => sum + annotations.length, 0);
    expect(faces).toBeGreaterThanOrEqual(100);
    const server = await tests.serve(folder);
    const tab = await openLabel(await tests.browse(), server.url);
    let left = 100;
    for (const { id, annotations } of scenes) {
      if (left === 0) break;
      await waitForPicture(tab.page, `${id}.jpg`);
      const count = Math.min(left, annotations.length);
      await acceptRest(tab, count);
      left -= count;
    }
    await waitForSaved(tab.page);
    await expect
      .poll(() => tab.page.locator('.progress').innerText())
      .toContain(`100 of ${faces} faces decided`);
    expect(tab.presses()).toBeLessThanOrEqual(110);
    expectClean(tab);
  }, 480_000);
});
