import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readDataset } from '@maskpred/dataset/node';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { findChromium } from './consumer/chromium.js';
import { useLabel } from './label/fixture.js';
import {
  currentBox,
  drag,
  expectClean,
  listedBoxes,
  openLabel,
  pointOn,
  waitForPicture,
  waitForSaved,
} from './label/page.js';
import { writeScenes } from './label/scenes.js';

// Browsers take their time on a machine that does a lot besides.
vi.setConfig({ testTimeout: 180_000 });

const chromium = findChromium();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules of WCAG 2.2 A and AA that the page breaks. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations: found } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

async function labelsIn(folder: string, index: number): Promise<string[]> {
  const { dataset } = await readDataset(folder);
  return dataset.images[index]!.annotations.map(({ label }) => label);
}

describe.skipIf(!chromium)('the labelling page', () => {
  const tests = useLabel(chromium!);

  async function open(count: number) {
    const folder = await tests.folder();
    const scenes = await writeScenes(folder, { count, hasMasks: false });
    const server = await tests.serve(folder);
    const context = await tests.browse();
    return { folder, scenes, server, context, tab: await openLabel(context, server.url) };
  }

  it('shows one tab what another does, and loses nothing when both decide at once', async () => {
    const { folder, server, context, tab: one } = await open(2);
    const other = await openLabel(context, server.url);
    await one.press('1');
    await expect.poll(async () => (await listedBoxes(other.page))[0]).toContain('Box 1 of 5: mask');

    // What the other tab decides is held up until the first one has decided otherwise.
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await other.page.route('**/api/commands', async (route) => {
      await held;
      await route.continue();
    });
    await other.page.locator('[data-box]').first().click();
    await other.press('0');
    await one.page.locator('[data-box]').first().click();
    await one.press('2');
    await waitForSaved(one.page);
    release();
    await other.page.locator('[data-notice="stale"]').waitFor();
    expect((await listedBoxes(other.page))[0]).toContain('Box 1 of 5: no-mask');
    await other.page.getByRole('button', { name: 'Apply mine to it' }).click();
    await expect.poll(async () => (await listedBoxes(one.page))[0]).toContain('Box 1 of 5: not-face');
    await waitForSaved(other.page);
    expect(await server.stop()).toBe(0);
    expect((await labelsIn(folder, 0))[0]).toBe('not-face');
    expectClean(one);
  });

  it('keeps what is decided without a connection, also when the tab is closed', async () => {
    const { folder, scenes, server, context, tab } = await open(2);
    await context.setOffline(true);
    await tab.press('1', '2', '1', 'u');
    await tab.page.locator('[data-status="offline"]').waitFor();
    expect(await tab.page.locator('[data-notice="offline"]').innerText()).toContain('kept in this browser');
    await tab.page.close();
    await context.setOffline(false);
    const again = await openLabel(context, server.url);
    await waitForSaved(again.page);
    await expect.poll(() => again.page.locator('[data-status]').getAttribute('data-waiting')).toBe('0');
    await expect.poll(async () => (await listedBoxes(again.page))[1]).toContain('no-mask');
    expect(await server.stop()).toBe(0);
    const { dataset } = await readDataset(folder);
    const scores = dataset.images[0]!.annotations.map(({ score }) => score);
    expect(scores).toEqual([
      undefined,
      undefined,
      ...scenes[0]!.annotations.slice(2).map(({ score }) => score),
    ]);
    expect((await labelsIn(folder, 0)).slice(0, 2)).toEqual(['mask', 'no-mask']);
  });

  it('says at once that the disk is full, and saves when there is room', async () => {
    const { tab } = await open(1);
    let isFull = true;
    await tab.page.route('**/api/commands', (route) =>
      isFull
        ? route.fulfill({
            status: 507,
            json: { error: { code: 'WRITE_FAILED', message: 'There is no room left on the disk.' } },
          })
        : route.continue(),
    );
    await tab.press('1');
    await tab.page.locator('[data-status="refused"]').waitFor();
    expect(await tab.page.locator('[data-notice="refused"]').innerText()).toContain(
      'no room left on the disk',
    );
    isFull = false;
    await tab.page.getByRole('button', { name: 'Try again' }).click();
    await waitForSaved(tab.page);
    expect((await listedBoxes(tab.page))[0]).toContain('Box 1 of 5: mask, ');
  });

  it('shows a picture that cannot be read as such, and goes on', async () => {
    const folder = await tests.folder();
    await writeScenes(folder, { count: 2 });
    await writeFile(join(folder, 'images', 'scene-000x.jpg'), 'no picture');
    const tab = await openLabel(await tests.browse(), (await tests.serve(folder)).url);
    await tab.press('d');
    await tab.page.locator('[data-problem]').waitFor();
    expect(await tab.page.getByRole('group', { name: /Picture/ }).innerText()).toContain('cannot be read');
    await tab.press('1', 'Space', 'd');
    await waitForPicture(tab.page, 'scene-001.jpg');
    expectClean(tab);
  });

  it('zooms, pans and goes back to the whole picture; small boxes are drawn where the pointer is', async () => {
    const { scenes, tab } = await open(1);
    const { page, press } = tab;
    const place = async () => (await page.locator('[data-picture]').boundingBox())!;
    const fitted = await place();
    await press('z');
    await expect.poll(async () => (await place()).width).toBeGreaterThan(2 * fitted.width);
    await press('z');
    await expect.poll(place).toEqual(fitted);
    const corner = await pointOn(page, scenes[0]!, 40, 40);
    await page.mouse.move(corner.x, corner.y);
    await page.mouse.wheel(0, -500);
    await expect.poll(async () => (await place()).width).toBeGreaterThan(2 * fitted.width);
    const near = await pointOn(page, scenes[0]!, 40, 40);
    expect(Math.abs(near.x - corner.x)).toBeLessThan(2);
    await page.keyboard.down('Space');
    await page.mouse.down();
    await page.mouse.move(corner.x + 50, corner.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Space');
    const moved = await pointOn(page, scenes[0]!, 40, 40);
    expect(Math.abs(moved.x - near.x - 50)).toBeLessThan(2);
    // Space was for moving; nothing was accepted, nothing drawn.
    expect((await listedBoxes(page)).every((text) => text.includes('proposed'))).toBe(true);
    await drag(page, scenes[0]!, [40, 40], [49, 51]);
    await expect.poll(async () => (await listedBoxes(page)).at(-1)).toContain('9 × 11 px');
    await press('f');
    await expect.poll(place).toEqual(fitted);
  });

  it('works without a pointer, and lets the keyboard out of the boxes again', async () => {
    const { tab } = await open(1);
    const { page, press } = tab;
    await press('Tab', 'Tab');
    expect(await currentBox(page)).toBe(2);
    await press('Shift+Tab');
    expect(await currentBox(page)).toBe(1);
    await press('Tab', 'Tab', 'Tab', 'Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Verified');
    await press('/');
    await page.keyboard.type('nothing like that');
    await expect.poll(() => page.locator('.picture').count()).toBe(1); // the one that is shown
    await press('Escape', '?');
    expect(await page.getByRole('dialog').innerText()).toContain('Label: incorrect-mask');
    await press('Escape', '2');
    await expect
      .poll(async () => (await listedBoxes(page)).filter((text) => text.includes('decided')).length)
      .toBe(1);
  });

  it('sorts face crops into the folders of their labels', async () => {
    const folder = await tests.folder();
    const scenes = await writeScenes(join(folder, 'scenes'), { count: 3, hasMasks: false });
    const root = join(folder, 'faces');
    await mkdir(join(root, 'mask'), { recursive: true });
    const names: string[] = [];
    for (const { id, fileName, annotations } of scenes) {
      for (const [at, { box }] of annotations.entries()) {
        const { x: left, y: top, width, height } = box;
        names.push(`${id}-${at}.jpg`);
        const picture = sharp(join(folder, 'scenes/images', fileName)).extract({ left, top, width, height });
        await picture.toFile(join(root, 'mask', names.at(-1)!));
      }
    }
    const server = await tests.serve(root);
    const tab = await openLabel(await tests.browse(), server.url);
    // The first one; a run of three; one that was a mistake.
    await tab.press('2', 'Shift+ArrowRight', 'Shift+ArrowRight', '0', 'Space', '2', 'u');
    await waitForSaved(tab.page);
    expect(await violations(tab.page)).toEqual([]);
    expectClean(tab);
    expect(await server.stop()).toBe(0);
    const inFolder = (label: string) => readdir(join(root, label));
    expect(await inFolder('no-mask')).toEqual(names.slice(0, 1));
    expect(await inFolder('not-face')).toEqual(names.slice(1, 4));
    expect(await inFolder('mask')).toEqual(names.slice(4));
  });

  it.each(['light', 'dark'] as const)(
    'breaks no rule of accessibility in its %s looks',
    async (colorScheme) => {
      const folder = await tests.folder();
      await writeScenes(folder, { count: 3 });
      const context = await tests.browse({ colorScheme, reducedMotion: 'reduce' });
      const { page, press } = await openLabel(context, (await tests.serve(folder)).url);
      await press('Space');
      await waitForSaved(page);
      expect(await violations(page)).toEqual([]);
      await press('?');
      expect(await violations(page)).toEqual([]);
      await press('Escape', 'm');
      await page.locator('[data-place]').first().waitFor();
      expect(await violations(page)).toEqual([]);
    },
  );
});
