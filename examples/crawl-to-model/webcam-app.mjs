import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';

/** The line of the app that loads the classifier, and how it is for a model of one's own in `public/model/`. */
const SESSION = 'src/inference/session.ts';
const SHIPPED = 'loadClassifier(undefined, { engine: started.name }),';
const OWN = "loadClassifier(new URL('../model/', self.location.href), { engine: started.name }),";

/**
 * Has a copy of the webcam app load the model that lies in its `public/model/`.
 * @param {string} app folder of the copy
 * @returns {Promise<string>} the change, as a diff
 */
export async function useOwnModel(app) {
  const path = join(app, SESSION);
  const text = await readFile(path, 'utf8');
  if (!text.includes(SHIPPED)) throw new Error(`${SESSION}: expected the line ${SHIPPED}`);
  await writeFile(path, text.replace(SHIPPED, OWN));
  return `--- ${SESSION}\n-    ${SHIPPED}\n+    ${OWN}\n`;
}

/**
 * Opens the app in Chromium, has it look at a picture, and sees where its model came from.
 * @param {string} url of the app
 * @param {object} options
 * @param {string} options.chromium the browser
 * @param {string} options.picture file
 * @param {string} options.screenshot file
 * @returns {Promise<{ labels: string[], loaded: string[] }>} what it says of the faces, and the files of the model that it asked for
 */
export async function lookWithApp(url, { chromium, picture, screenshot }) {
  const browser = await launchChromium(chromium);
  try {
    // the app's service worker stores every file; here it is asked what the networks need
    const page = await browser.newPage({
      viewport: { width: 1120, height: 640 },
      serviceWorkers: 'block',
      reducedMotion: 'reduce',
    });
    page.setDefaultTimeout(PATIENCE);
    const loaded = new Set();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/model/')) loaded.add(pathname.slice(1));
    });
    await page.goto(url);
    await page.locator('input[type=file]').setInputFiles(picture);
    const faces = page.locator('[data-face]');
    const problem = page.getByRole('alert');
    await faces.first().or(problem.first()).waitFor();
    if ((await faces.count()) === 0) throw new Error(`the app says: ${await problem.first().innerText()}`);
    const labels = await faces.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-label')));
    await page.screenshot({ path: screenshot });
    return { labels, loaded: [...loaded].sort() };
  } finally {
    await browser.close();
  }
}

/** Milliseconds that a busy machine may take to load two networks and look at a picture. */
const PATIENCE = 120_000;
