import { cp, mkdir, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import sharp from 'sharp';

const PICTURE = /\.(?:jpe?g|png|webp|avif|gif|tiff?)$/i;
/** Of each label so many are kept for trying the model; and so many of each label are the least that a split can share out. */
const FRESH_PER_LABEL = 2;
const LEAST_PER_LABEL = 6;

/**
 * Reads a folder of one's own: `<folder>/<label>/*.jpg`, or `<folder>/<label>/<phrase>/*.jpg`. The last two pictures of each
 * label are not offered, but kept for trying the model.
 * @param {string} source the folder; it is not changed
 * @param {string} folder where the pictures to try go
 * @returns {Promise<import('./picture-set.mjs').PictureSet>}
 * @throws {Error} for fewer than two labels, or fewer than six pictures of one.
 */
export async function readOwnPictures(source, folder) {
  const entries = await readdir(source, { withFileTypes: true });
  const labels = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  labels.sort();
  if (labels.length < 2) {
    throw new Error(
      `${source}: expected a folder for each of two labels or more, such as mask/ and no-mask/, got ${labels.length}.`,
    );
  }
  const fresh = join(folder, 'new');
  await mkdir(fresh, { recursive: true });
  const offered = [];
  for (const label of labels) {
    const paths = await findPictures(join(source, label));
    if (paths.length < LEAST_PER_LABEL) {
      throw new Error(
        `${join(source, label)}: expected at least ${LEAST_PER_LABEL} pictures, got ${paths.length}.`,
      );
    }
    const kept = paths.splice(-FRESH_PER_LABEL);
    for (const [at, path] of kept.entries())
      await cp(path, join(fresh, `${label}-${at + 1}${extname(path)}`));
    for (const path of paths) offered.push(await describe(path, join(source, label), label, offered.length));
  }
  return { labels, offered, fresh, origin: `the pictures of ${source}` };
}

async function findPictures(folder) {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => PICTURE.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function describe(path, folder, label, index) {
  const below = relative(folder, path).split(sep);
  const { width, height } = await sharp(path).metadata();
  const name = `${index + 1}${extname(path).toLowerCase()}`;
  const phrase = below.length > 1 ? below[0] : label;
  return { path, name, phrase, label, page: name, title: below.at(-1), width, height };
}
