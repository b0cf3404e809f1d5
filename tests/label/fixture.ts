import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from '../consumer/chromium.js';
import { type LabelOptions, type RunningLabel, startLabel } from './server.js';

/** Folders, servers and browsers of one test file; all of them end with the test that asked for them. */
export interface LabelTests {
  folder(): Promise<string>;
  serve(folder: string, options?: LabelOptions): Promise<RunningLabel>;
  browse(options?: BrowserContextOptions): Promise<BrowserContext>;
}

export function useLabel(executablePath: string): LabelTests {
  let browser: Browser;
  const folders: string[] = [];
  const servers: RunningLabel[] = [];
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    browser = await launchChromium(executablePath);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await Promise.all(servers.splice(0).map((server) => server.kill()));
    await Promise.all(
      folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 })),
    );
  });
  afterAll(async () => {
    await browser?.close();
  });

  return {
    async folder() {
      const folder = await mkdtemp(join(tmpdir(), 'maskpred-label-'));
      folders.push(folder);
      return folder;
    },
    async serve(folder, options) {
      const server = await startLabel(folder, options);
      servers.push(server);
      return server;
    },
    async browse(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      contexts.push(context);
      return context;
    },
  };
}
