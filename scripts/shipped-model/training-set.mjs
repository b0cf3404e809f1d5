// The folder that is built, and which side of the split each crop is on.
import { createHash } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { formatSplit } from '@maskpred/dataset';

/** One group in `oneIn` is kept out of training, chosen by their names. */
export function createTrainingSet(out, { oneIn = 5 } = {}) {
  const entries = [];
  const partOf = (group) => (createHash('sha256').update(group).digest()[0] % oneIn === 0 ? 'val' : 'train');
  return {
    partOf,
    /** `image` is a RawImage, or the path of a file that is copied as it is. */
    async add(label, name, group, image) {
      const file = `${label}/${name}`;
      const path = join(out, file);
      if (typeof image === 'string') await copyFile(image, path);
      else {
        const { data, width, height, channels } = image;
        await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 3 }).toFile(path);
      }
      entries.push({ id: file, group, label, part: partOf(group) });
    },
    async finish(labels) {
      entries.sort((a, b) => (a.id < b.id ? -1 : 1));
      await writeFile(join(out, 'split.json'), formatSplit(entries));
      for (const part of ['train', 'val']) {
        const count = (label) => entries.filter((e) => e.part === part && e.label === label).length;
        console.error(part, Object.fromEntries(labels.map((label) => [label, count(label)])));
      }
    },
  };
}
