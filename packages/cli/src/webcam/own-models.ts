import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { convertClassifier, isForeignMetadata } from '@maskpred/classifier';
import { MaskpredError } from '@maskpred/core';
import { readModelJson } from '@maskpred/core/tfjs';
import { type ForeignModelSettings, pickForeignOptions } from '../foreign-options.js';
import { loadClassifierOf } from '../load-classifier-of.js';
import { loadDetectorOf } from '../load-detector-of.js';

/** Which models the app uses instead of those that ship. */
export interface OwnModelSettings extends ForeignModelSettings {
  readonly model?: string;
  /** `ssd`, or the model folder of one that was trained. */
  readonly detector?: string;
}

/** Files that stand in for the app's own, by their path below it. */
export type AppFiles = ReadonlyMap<string, string | Uint8Array>;

/** Where the app looks for what it is to use: by role, the name that it shows and the SHA-256 of each file. */
const ANNOUNCEMENT = 'own/models.json';

type ModelFolder = Readonly<Record<string, string | Uint8Array>>;

/**
 * The files that give the app these models, each loaded once before, so that one that does not run is told here. They
 * are held in memory: a model that is trained anew meanwhile is never half of each.
 * @throws {MaskpredError} what loading and converting a model throws; MODEL_INCOMPATIBLE for a shard outside its folder.
 */
export async function readOwnModels({
  model,
  detector = 'ssd',
  ...given
}: OwnModelSettings): Promise<AppFiles> {
  const folders: Record<string, { source: string; files: ModelFolder }> = {};
  if (model !== undefined) {
    folders['classifier'] = { source: model, files: await readClassifier(model, given) };
  }
  if (detector !== 'ssd') {
    (await loadDetectorOf({ detector })).dispose();
    folders['detector'] = { source: detector, files: await readModelFolder(detector, []) };
  }
  const announcement = Object.entries(folders).map(([role, { source, files }]) => {
    const hashes = Object.entries(files).map(([name, content]) => [name, sha256(content)]);
    return [role, { name: nameOf(source), files: Object.fromEntries(hashes) as Record<string, string> }];
  });
  const files = Object.entries(folders).flatMap(([role, folder]) =>
    Object.entries(folder.files).map(([name, content]) => [`own/${role}/${name}`, content] as const),
  );
  return new Map([...files, [ANNOUNCEMENT, `${JSON.stringify(Object.fromEntries(announcement))}\n`]]);
}

/** A model of another tool is converted: the app runs no other. */
async function readClassifier(model: string, given: ForeignModelSettings): Promise<ModelFolder> {
  const classifier = await loadClassifierOf({ model, ...given });
  const { metadata } = classifier;
  classifier.dispose();
  const isOfAnotherTool = isForeignMetadata(metadata) && metadata.origin.sha256 === undefined;
  if (!isOfAnotherTool) return readModelFolder(model, ['metadata.json']);
  return convertClassifier(model, pickForeignOptions(given));
}

/** model.json, its shards, and the other files that are named; whatever else lies in the folder stays there. */
async function readModelFolder(source: string, others: readonly string[]): Promise<ModelFolder> {
  const folder = basename(source) === 'model.json' ? dirname(source) : source;
  const manifest = (await readModelJson(folder, 'model.json')) as {
    weightsManifest: readonly { readonly paths: readonly string[] }[];
  };
  const shards = manifest.weightsManifest.flatMap(({ paths }) => paths);
  const outside = shards.find((name) => name !== basename(name));
  if (outside !== undefined) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${folder}: model.json names the shard ${outside}, and only files of the folder itself are served. Train or copy it anew.`,
    );
  }
  const files = ['model.json', ...others, ...shards].map(
    async (name) => [name, await readFile(join(folder, name))] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

function nameOf(source: string): string {
  const path = resolve(source);
  return basename(path) === 'model.json' ? basename(dirname(path)) : basename(path);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
