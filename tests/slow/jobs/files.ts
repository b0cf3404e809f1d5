import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { loadClassifier } from '@maskpred/classifier';
import { readCheckpoint } from '@maskpred/core/train';
import { parseVoc } from '@maskpred/dataset';
import { createFaceDetector } from '@maskpred/detector';
import sharp from 'sharp';

/** Paths of all files below a folder, in order. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Each file's SHA-256 by its path. */
export async function hashesIn(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of await filesIn(folder)) hashes[path] = hashOf(await readFile(join(folder, path)));
  return hashes;
}

/** What is under way or was left lying. */
export async function leftoversIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return names.filter((name) => /\.tmp$|\.checkpoint$|maskpred-previous|owner\.json$|(^|\/)lock$/.test(name));
}

/** The files that cannot be read as what they are, with the reason. A last line that was cut short is none of them. */
export async function brokenFilesIn(folder: string): Promise<string[]> {
  const broken: string[] = [];
  for (const path of await filesIn(folder)) {
    if (/\.maskpred-[^/]+\.tmp/.test(path)) continue;
    try {
      await parse(join(folder, path));
    } catch (error) {
      broken.push(`${path}: ${String(error)}`);
    }
  }
  return broken;
}

/** Throws unless the file is whole. */
async function parse(path: string): Promise<void> {
  const name = basename(path);
  const bytes = await readFile(path);
  switch (extname(path)) {
    case '.json':
      JSON.parse(bytes.toString());
      if (name === 'model.json') await loadModel(dirname(path));
      return;
    case '.bin': // read with its model.json
      return;
    case '.jsonl':
      for (const line of bytes.toString().split('\n').slice(0, -1)) JSON.parse(line);
      return;
    case '.xml':
      parseVoc(bytes.toString(), { file: path });
      return;
    case '.jpg':
    case '.png':
    case '.webp':
    case '.avif':
    case '': // of a crawl, waiting to be decided on
      await sharp(bytes, { failOn: 'truncated' }).stats();
      return;
    case '.shard':
      assert(hashOf(bytes).startsWith(name.slice(0, 32)));
      return;
    case '.checkpoint':
      assert((await readCheckpoint(path, '', isAnything)).status === 'other');
      return;
    case '.html':
      assert(bytes.toString().trimEnd().endsWith('</html>'));
      return;
    case '.md':
    case '.txt':
    case '.yaml':
      assert(bytes.at(-1) === '\n'.charCodeAt(0));
      return;
    default:
      throw new Error('nobody knows how to read this');
  }
}

const isAnything = (_state: unknown): _state is unknown => true;

/** Weights have to have exactly the size that model.json says. */
async function loadModel(folder: string): Promise<void> {
  const { labels } = JSON.parse(await readFile(join(folder, 'metadata.json'), 'utf8')) as {
    labels?: unknown;
  };
  const model = labels
    ? await loadClassifier(folder, { engine: 'wasm' })
    : await createFaceDetector({ model: folder, engine: 'wasm' });
  model.dispose();
}

function assert(isWhole: boolean): void {
  if (!isWhole) throw new Error('is not whole');
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
