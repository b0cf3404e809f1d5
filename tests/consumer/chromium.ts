import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a Chromium is, or undefined; an error when the browser tests must run. */
export function findChromium(): string | undefined {
  const path = PLACES.find((place) => place && existsSync(place));
  if (path) return path;
  const advice = 'No Chromium found: install one (apt install chromium) or set CHROMIUM_PATH.';
  if (process.env['MASKPRED_REQUIRE_BROWSER'] === '1') throw new Error(advice);
  console.warn(`${advice} The browser tests are skipped.`);
  return undefined;
}

/** Without a GPU, as on a build machine; root may not use the sandbox. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}
