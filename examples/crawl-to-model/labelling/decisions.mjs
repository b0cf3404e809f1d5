import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { iou } from '@maskpred/core';
import { parseManifest } from '@maskpred/core/manifest';
import { labelByEye } from '../pictures/picture-set.mjs';

/**
 * What a person decides on a proposed box.
 * @callback Decide
 * @param {string} fileName of the picture
 * @param {import('@maskpred/core').Box} box
 * @returns {string | undefined} a label; undefined where there is no face
 */

/**
 * Decides as a person would who looks at the pictures, from what is known of those that were offered.
 * @param {string} crawled folder of a crawl
 * @param {readonly import('../pictures/picture-set.mjs').OfferedPicture[]} offered
 * @returns {Promise<Decide>}
 */
export async function readDecisions(crawled, offered) {
  const { entries } = parseManifest(await readFile(join(crawled, 'manifest.jsonl'), 'utf8'));
  const byName = new Map(offered.map((picture) => [picture.name, picture]));
  const byFile = new Map(
    entries.map(({ fileName, url }) => [
      fileName,
      byName.get(decodeURIComponent(new URL(url).pathname.split('/').at(-1))),
    ]),
  );
  return (fileName, box) => labelByEye(byFile.get(fileName), box, iou);
}
