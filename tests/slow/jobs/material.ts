import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { draw } from '../../../packages/crawler/src/__fixtures__/web/pictures.js';
import { writeColourModel } from '../../../packages/cli/src/__fixtures__/model-folder.js';
import { photograph } from '../../../packages/cli/src/__fixtures__/photographs.js';
import { writeScenes } from '../../label/scenes.js';

/** What jobs work on; they change nothing of it. */
export interface Material {
  readonly folder: string;
  /** Label folders of tiny face crops. */
  readonly crops: string;
  /** Photographs with faces, as they come. */
  readonly photos: string;
  /** The same with boxes. */
  readonly scenes: string;
  /** A model folder of a classifier that loads fast. */
  readonly model: string;
  remove(): Promise<void>;
}

const CROPS_A_LABEL = 6;

export async function createMaterial(): Promise<Material> {
  const folder = await mkdtemp(join(tmpdir(), 'maskpred-jobs-'));
  const [crops, photos, scenes, model] = ['crops', 'photos', 'scenes', 'model'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  await writeCrops(crops);
  await mkdir(photos);
  for (const number of [1, 2, 3, 4, 5, 6] as const) {
    await sharp(photograph(number))
      .resize(320)
      .jpeg()
      .toFile(join(photos, `${number}.jpg`));
  }
  await writeScenes(scenes, { count: 4 });
  await writeColourModel(model);
  return { folder, crops, photos, scenes, model, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Two labels that colours tell apart, with a near-duplicate in each. */
export async function writeCrops(folder: string): Promise<void> {
  const entries: object[] = [];
  for (const [index, label] of ['mask', 'no-mask'].entries()) {
    await mkdir(join(folder, label), { recursive: true });
    for (let i = 0; i < CROPS_A_LABEL; i++) {
      const tint = index === 0 ? { r: 60, g: 60, b: 255 } : { r: 255, g: 60, b: 60 };
      const seed = index * 100 + (i === 5 ? 4 : i);
      const name = `${label}/${i}.jpg`;
      await draw(seed, { width: i === 5 ? 64 : 72 })
        .tint(tint)
        .jpeg()
        .toFile(join(folder, name));
      entries.push({ id: name, group: name, label, part: i < 4 ? 'train' : 'val' });
    }
  }
  await writeFile(join(folder, 'split.json'), JSON.stringify(entries));
}
