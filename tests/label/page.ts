import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A tab with the labelling page, and what went on in it. */
export interface LabelTab {
  readonly page: Page;
  /** Requests to any other origin than the page's. */
  readonly strangers: string[];
  /** Uncaught errors, and what the content security policy refused. */
  readonly errors: string[];
  /** Keys that were pressed through {@link press}. */
  presses(): number;
  /** Presses keys one after the other, as a person does. */
  press(...keys: string[]): Promise<void>;
}

/** Opens the page in a new tab, and waits until it shows something to work on. */
export async function openLabel(context: BrowserContext, url: string): Promise<LabelTab> {
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const { origin } = new URL(url);
  const strangers: string[] = [];
  const errors: string[] = [];
  let presses = 0;
  page.on('request', (request) => {
    const { protocol } = new URL(request.url());
    if (!request.url().startsWith(`${origin}/`) && !['data:', 'blob:'].includes(protocol))
      strangers.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  await page.goto(url);
  await page.locator('[data-shown], [data-problem], [data-place]').first().waitFor();
  return {
    page,
    strangers,
    errors,
    presses: () => presses,
    async press(...keys) {
      for (const key of keys) {
        presses++;
        await page.keyboard.press(key);
      }
    },
  };
}

/** Waits until the page says that everything is saved. */
export async function waitForSaved(page: Page): Promise<void> {
  await page.locator('[data-status="saved"]').waitFor();
}

/** Waits until a picture is shown whose name ends so. */
export async function waitForPicture(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (end) =>
      document.querySelector('.facts-list dd')?.textContent?.endsWith(end) &&
      document.querySelector('[data-shown], [data-problem]') !== null,
    name,
  );
}

/** What is read aloud of the boxes, in their order. */
export function listedBoxes(page: Page): Promise<string[]> {
  return page.locator('[data-box]').evaluateAll((items) =>
    items.map((item) => {
      const copy = item.cloneNode(true) as Element;
      for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
      return copy.textContent!;
    }),
  );
}

/** Place of the current box in the list, from 0; -1 for none. */
export function currentBox(page: Page): Promise<number> {
  return page
    .locator('[data-box]')
    .evaluateAll((items) => items.findIndex((item) => item.getAttribute('aria-current') === 'true'));
}

/** A point of the picture on the screen, from pixels of the picture. */
export async function pointOn(
  page: Page,
  size: { readonly width: number },
  x: number,
  y: number,
): Promise<{ x: number; y: number }> {
  const area = (await page.locator('[data-picture]').boundingBox())!;
  const scale = area.width / size.width;
  return { x: area.x + x * scale, y: area.y + y * scale };
}

/** Drags with the left button between two points of the picture. */
export async function drag(
  page: Page,
  size: { readonly width: number },
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const [start, end] = [await pointOn(page, size, ...from), await pointOn(page, size, ...to)];
  await page.mouse.move(start.x, start.y, { steps: 3 });
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.mouse.up();
}

/** Fails unless the page kept to its own origin and policy, without an error. */
export function expectClean({ strangers, errors }: LabelTab): void {
  expect(strangers).toEqual([]);
  expect(errors).toEqual([]);
}
