import { launchChromium } from '../chromium.mjs';
import { assertAllDecided, listPicturesToDo } from './pictures-to-do.mjs';

/**
 * Labels every proposed box on the real page, with keys, as a person does.
 * @param {string} url of the page, with its token
 * @param {object} options
 * @param {string} options.chromium the browser
 * @param {import('./decisions.mjs').Decide} options.decide
 * @param {string} options.screenshot file for a picture of the page in the middle of the work
 * @returns {Promise<{ pictures: number, keys: number }>}
 */
export async function labelOnPage(url, { chromium, decide, screenshot }) {
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage({ viewport: { width: 1120, height: 640 } });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    const ask = async (path) => (await page.request.get(new URL(path, url).href)).json();
    const { keys: keyOf } = await ask('/api/project');
    const items = await listPicturesToDo(ask);
    let keys = 0;
    const press = async (key) => {
      keys++;
      await page.keyboard.press(key);
    };
    for (const [at, { id, name }] of items.entries()) {
      await shown(page, name).waitFor();
      const { state } = await ask(`/api/pictures/${id}`);
      if (at === Math.floor(items.length / 2)) await page.screenshot({ path: screenshot });
      for (const { box } of state.boxes) {
        const label = decide(name, box);
        if (label !== undefined && !keyOf[label]) throw new Error(`the label ${label} has no key.`);
        await press(label === undefined ? 'Delete' : keyOf[label]);
      }
      // the last key of a picture brings the next one; without a face to decide on, a person says so and goes on
      if (state.boxes.length === 0) await press('v');
      const next = items[at + 1];
      if (next && !(await comes(shown(page, next.name)))) await press('d');
    }
    await page.locator('[data-status="saved"]').waitFor();
    await assertAllDecided(ask);
    return { pictures: items.length, keys };
  } finally {
    await browser.close();
  }
}

/** Milliseconds that a busy machine may take to show something. */
const PATIENCE = 60_000;
/** Milliseconds after which the next picture is not coming by itself. */
const IMPATIENCE = 3000;

/** The picture of that name, once its pixels are there. */
function shown(page, name) {
  const named = page.locator('.facts-list dd').first().filter({ hasText: name });
  return page
    .locator('body')
    .filter({ has: page.locator('[data-shown], [data-problem]') })
    .filter({ has: named });
}

function comes(locator) {
  return locator.waitFor({ timeout: IMPATIENCE }).then(
    () => true,
    () => false,
  );
}
