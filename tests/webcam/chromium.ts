import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** What the browser has for a camera. */
export type CameraKind = { readonly file: string } | 'refused' | 'absent';

export interface BrowserOptions {
  readonly camera: CameraKind;
  readonly executablePath: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** A phone: touch, and two pixels of the screen to one of the page. */
  readonly hasTouch?: boolean;
  /** @default true */
  readonly hasServiceWorkers?: boolean;
}

/** A browser with a profile of its own, so that service workers, caches and settings last as for a person. */
export async function openBrowser(options: BrowserOptions): Promise<BrowserContext> {
  const { camera, executablePath, viewport = { width: 1280, height: 800 }, colorScheme = 'light' } = options;
  const profile = await mkdtemp(join(tmpdir(), 'maskpred-webcam-'));
  const hasCamera = typeof camera === 'object';
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport,
    colorScheme,
    hasTouch: options.hasTouch ?? false,
    deviceScaleFactor: options.hasTouch ? 2 : 1,
    permissions: hasCamera ? ['camera'] : [],
    acceptDownloads: true,
    serviceWorkers: (options.hasServiceWorkers ?? true) ? 'allow' : 'block',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      ...(hasCamera
        ? [
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
            `--use-file-for-fake-video-capture=${camera.file}`,
          ]
        : []),
      ...(camera === 'refused' ? ['--use-fake-device-for-media-stream', '--deny-permission-prompts'] : []),
    ],
  });
  context.setDefaultTimeout(120_000); // a machine that does a lot besides is no reason to fail
  context.on('close', () => void rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}
