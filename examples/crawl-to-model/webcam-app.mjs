import { launchChromium } from './chromium.mjs';

/** Milliseconds that a busy machine may take to load two networks and look at a picture. */
const PATIENCE = 120_000;

/**
 * Opens the app in Chromium and has it look at a picture.
 * @param {string} url of the app
 * @param {object} options
 * @param {string} options.chromium the browser
 * @param {string} options.picture file
 * @param {string} options.screenshot file
 * @returns {Promise<{ labels: string[], model: string }>} what it says of the faces, and of the model that it uses
 */
export async function lookWithApp(url, { chromium, picture, screenshot }) {
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage({
      viewport: { width: 1120, height: 640 },
      reducedMotion: 'reduce',
    });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    const [model] = await Promise.all([
      page.getByText(/^Model: /).innerText(),
      page.locator('input[type=file]').setInputFiles(picture),
    ]);
    const faces = page.locator('[data-face]');
    const problem = page.getByRole('alert');
    await faces.first().or(problem.first()).waitFor();
    if ((await faces.count()) === 0) throw new Error(`the app says: ${await problem.first().innerText()}`);
    const labels = await faces.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-label')));
    await page.screenshot({ path: screenshot });
    return { labels, model };
  } finally {
    await browser.close();
  }
}
