import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';
import { createCommands, TRANSCRIPT } from './commands.mjs';
import { labelByClient } from './labelling/label-client.mjs';
import { labelOnPage } from './labelling/label-page.mjs';
import { readDecisions } from './labelling/decisions.mjs';
import { serveOpenverse } from './openverse.mjs';
import { readOwnPictures } from './pictures/own-pictures.mjs';
import { makeSamplePictures } from './pictures/sample-pictures.mjs';
import { lookWithApp } from './webcam-app.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What `maskpred label` offers without being told; others are named with --labels. */
const KNOWN_LABELS = ['mask', 'no-mask', 'incorrect-mask', 'not-face'];

/** Pictures of a label that are asked for, as a reader would; the small set has fewer. */
const LIMIT = 200;

/**
 * Goes the whole way, step by step, each printed with its command lines and their output.
 * @param {object} options
 * @param {string} [options.data] a folder of pictures by label; samples without it
 * @param {string} [options.out] where everything goes
 * @param {boolean} [options.browser] false leaves the browser out, as where there is none
 * @param {(text: string) => void} options.print
 * @throws {Error} with the step that went wrong.
 */
export async function rehearse({ data, out = join(ROOT, 'out/rehearsal'), browser = true, print }) {
  const folder = resolve(out);
  if (data && !relative(folder, resolve(data)).startsWith('..')) {
    throw new Error(`${data} lies in ${folder}, which is emptied first. Name another folder with --out.`);
  }
  await makeRoom(folder);
  const commands = createCommands({ folder, print });
  const place = { folder, chromium: browser ? findChromium() : undefined, commands };
  let set;
  await commands.step(
    'Pictures',
    'What the stand-in for Openverse will offer, on this machine.',
    async () => {
      set = await (data ? readOwnPictures(resolve(data), folder) : makeSamplePictures(folder));
      commands.say(`${set.offered.length} pictures to be found: ${set.origin}.\n`);
    },
  );
  await collect(set, place);
  await prepare(place);
  await train(place);
  await show(set, place);
  print(`\nThe whole way is done. Everything is in ${folder}\n`);
}

/** An empty folder; one of an earlier rehearsal is emptied. */
async function makeRoom(folder) {
  const names = existsSync(folder) ? await readdir(folder) : [];
  if (names.length > 0 && !names.includes(TRANSCRIPT)) {
    throw new Error(
      `${folder} is not empty, and not of an earlier rehearsal. Name another folder with --out.`,
    );
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, TRANSCRIPT), '{}\n');
}

/** Phrases become pictures, pictures boxes, boxes labels. */
async function collect({ labels, offered }, { folder, chromium, commands }) {
  const web = await serveOpenverse(offered);
  const standIn = ['--source', 'openverse', '--endpoint', `openverse=http://${web.host}`];
  const here = [...standIn, '--allow-host', web.host, '--delay', '0'];
  try {
    await commands.step('Crawl', 'Pictures for the phrases of each label, with their origin.', async () => {
      for (const label of labels) {
        const mine = offered.filter((picture) => picture.label === label);
        const phrases = [...new Set(mine.map(({ phrase }) => phrase))];
        const limit = String(Math.max(LIMIT, mine.length));
        const words = ['maskpred', 'crawl', ...phrases, '--label', label, '--limit', limit];
        await commands.run([...words, '--licenses', 'cc0,by,by-sa', '--out', 'data/raw'], { here });
      }
    });
  } finally {
    await web.close();
  }
  await commands.step('Faces', 'Proposed boxes for every picture.', () =>
    commands.run('maskpred faces data/raw'),
  );
  await commands.step('Label', 'Every box is decided on by eye; here by a script that knows.', async () => {
    const others = labels.some((label) => !KNOWN_LABELS.includes(label))
      ? ['--labels', labels.join(',')]
      : [];
    const decide = await readDecisions(join(folder, 'data/raw'), offered);
    const words = ['maskpred', 'label', 'data/raw', ...others];
    const work = async (url) => {
      if (chromium) {
        const screenshot = join(folder, 'label.png');
        const { pictures, keys } = await labelOnPage(url, { chromium, decide, screenshot });
        commands.say(`(In Chromium: ${pictures} pictures decided with ${keys} keys.)\n`);
      } else {
        const { pictures, commands: sent } = await labelByClient(url, { decide });
        commands.say(
          `(No Chromium: the page is skipped; ${pictures} pictures decided with ${sent} commands.)\n`,
        );
      }
    };
    await commands.serve(words, work, { here: ['--no-open', '--port', '0'] });
  });
}

/** Labelled boxes become a training set. */
async function prepare({ commands }) {
  await commands.step('Crop', 'The decided faces, one folder a label.', () =>
    commands.run('maskpred dataset crop data/raw --out data/train'),
  );
  await commands.step('Dedupe', 'All but the best of near-duplicates are moved aside.', () =>
    commands.run('maskpred dataset dedupe data/train --move-to data/twins'),
  );
  await commands.step('Split', 'Four fifths to train on; what belongs together stays together.', () =>
    commands.run('maskpred dataset split data/train --ratio 0.8 --crawl data/raw'),
  );
  await commands.step('Credits', 'Who has to be named where the set is shown.', () =>
    commands.run('maskpred dataset credits data/train --crawl data/raw --out CREDITS.md'),
  );
}

/** The training set becomes a model, and the model figures. */
async function train({ commands }) {
  await commands.step('Train', 'A model of your own, from the weights that ship.', () =>
    commands.run('maskpred train data/train --epochs 50 --out model'),
  );
  await commands.step('Evaluate', 'On the fifth that was kept out.', () =>
    commands.run('maskpred evaluate data/train --model model --out results'),
  );
}

/** The model meets pictures that it has not seen: at the command line, and in an app. */
async function show(set, { folder, chromium, commands }) {
  await commands.step('Predict', 'New pictures, and copies with boxes drawn on.', () =>
    commands.run('maskpred predict new --model model --out marked'),
  );
  await commands.step('Webcam app', 'The app with your model in it.', async () => {
    const look = async (url) => {
      if (!chromium) {
        const { classifier } = await (await fetch(new URL('own/models.json', url))).json();
        return commands.say(
          `(No Chromium: the look is skipped. The app serves the model ${classifier.name}.)\n`,
        );
      }
      const name = (await readdir(set.fresh)).sort().at(-1);
      const options = { chromium, picture: join(set.fresh, name), screenshot: join(folder, 'app.png') };
      const { labels, model } = await lookWithApp(url, options);
      commands.say(`(In Chromium: ${model}; new/${name}: ${labels.join(', ')}.)\n`);
    };
    await commands.serve('maskpred webcam --model model', look, { here: ['--no-open', '--port', '0'] });
    await commands.run('maskpred webcam --model model --out my-app');
  });
}
