import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeColourModel } from './model-folder.js';
import { photograph } from './photographs.js';

/** A temporary folder with what runs of the command need. */
export interface Workplace {
  readonly folder: string;
  /** A model folder that loads fast. */
  readonly model: string;
  /** A photograph of 640 x 427 with three bare faces. */
  readonly photo: string;
  /** Makes a folder in it. */
  subfolder(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** Each run starts a process and loads networks, and a busy machine takes its time: milliseconds. */
export const SLOW = 120_000;

export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'maskpred-cli-'));
  const model = join(folder, 'model');
  const photo = join(folder, 'photo.jpg');
  await writeColourModel(model);
  await sharp(photograph(1)).resize(640).jpeg({ quality: 92 }).toFile(photo);
  return {
    folder,
    model,
    photo,
    async subfolder(name) {
      const path = join(folder, name);
      await mkdir(path);
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
