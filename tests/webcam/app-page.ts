import type { BrowserContext, Page } from 'playwright-core';

/** A tab with the app, and what went on in it. */
export interface AppPage {
  readonly page: Page;
  /** Requests to any other origin than the app's. */
  readonly strangers: string[];
  /** Uncaught errors, and what the content security policy refused. */
  readonly errors: string[];
}

/** Opens the app in a new tab. */
export async function openApp(context: BrowserContext, url: string): Promise<AppPage> {
  const { origin } = new URL(url);
  const page = await context.newPage();
  const strangers: string[] = [];
  const errors: string[] = [];
  const note = (address: string) => {
    const { protocol } = new URL(address);
    if (!address.startsWith(`${origin}/`) && !['data:', 'blob:'].includes(protocol)) strangers.push(address);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  context.on('serviceworker', (worker) => note(worker.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  await page.goto(url);
  return { page, strangers, errors };
}

/** What the list of faces says, in its order. */
export function listedFaces(page: Page): Promise<{ id: string; label: string }[]> {
  return page
    .locator('[data-face]')
    .evaluateAll((rows) =>
      rows.map((row) => ({ id: row.getAttribute('data-face')!, label: row.getAttribute('data-label')! })),
    );
}

/** Waits until the list has these labels, in any order. */
export async function waitForLabels(page: Page, labels: readonly string[], timeout = 120_000): Promise<void> {
  await page.waitForFunction(
    (expected) => {
      const rows = [...document.querySelectorAll('[data-face]')];
      return (
        rows
          .map((row) => row.getAttribute('data-label'))
          .sort()
          .join() === expected
      );
    },
    [...labels].sort().join(),
    { timeout },
  );
}

/** The labels of the sample video: two with mask all the time, one without, one who takes it off now and then. */
export const SAMPLE_COUNT = 4;

/** Waits until the list has that many faces, all of them decided. */
export async function waitForDecided(page: Page, count: number, timeout = 120_000): Promise<void> {
  await page.waitForFunction(
    (expected) => {
      const rows = [...document.querySelectorAll('[data-face]')];
      return rows.length === expected && rows.every((row) => row.getAttribute('data-label') !== 'deciding');
    },
    count,
    { timeout },
  );
}
