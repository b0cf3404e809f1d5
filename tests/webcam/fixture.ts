import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type AppPage, openApp } from './app-page.js';
import { type RunningApp, startApp } from './app-server.js';
import { type BrowserOptions, openBrowser } from './chromium.js';
import { writeFakeCamera } from './fake-camera.js';

/** The app, served, and browsers for it, within one test file. */
export interface Webcam {
  /** Where the app is. */
  url(): string;
  /** A browser of the test's own, closed after it. */
  browse(options?: Partial<BrowserOptions>): Promise<BrowserContext>;
  /** The app in a new tab of a browser that the file's tests share, with that camera. */
  open(camera?: 'file' | 'refused' | 'absent'): Promise<AppPage>;
}

export function useWebcam(executablePath: string): Webcam {
  let folder: string;
  let app: RunningApp;
  const own: BrowserContext[] = [];
  const shared = new Map<string, Promise<BrowserContext>>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maskpred-camera-'));
    [app] = await Promise.all([startApp(), writeFakeCamera(join(folder, 'camera.mjpeg'))]);
  }, 180_000);

  afterEach(async () => {
    await Promise.all(own.splice(0).map((context) => context.close()));
    for (const context of await Promise.all(shared.values())) {
      const [first, ...rest] = context.pages();
      for (const page of [first, ...rest]) {
        // What one test sets must not be another's beginning.
        if (page.url().startsWith('http')) await page.evaluate(() => localStorage.clear());
        if (page === first) await page.goto('about:blank');
        else await page.close();
      }
    }
  });

  afterAll(async () => {
    await Promise.all((await Promise.all(shared.values())).map((context) => context.close()));
    await app?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const launch = (options: Partial<BrowserOptions>) =>
    openBrowser({ camera: { file: join(folder, 'camera.mjpeg') }, executablePath, ...options });

  return {
    url: () => app.url,
    async browse(options = {}) {
      const context = await launch(options);
      own.push(context);
      return context;
    },
    async open(camera = 'file') {
      if (!shared.has(camera)) shared.set(camera, launch(camera === 'file' ? {} : { camera }));
      return openApp(await shared.get(camera)!, app.url);
    },
  };
}
