// Writes the detector that the shipped one was trained from: the SSD MobileNetV1 that face-api ships, trained on WIDER FACE,
// as a model folder for `maskpred train-detector --start`. Its BatchNorm is folded and its operations are fused; everything
// else is as it was, in float32.
//
//   node scripts/pretrained.mjs FOLDER
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { decodeWeights } from '@maskpred/core/tfjs';
import { buildSsdGraph, foldFaceApiWeights } from '../dist/ssd-parts.js';

const require = createRequire(import.meta.url);
const source = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');

/** The files of @vladmandic/face-api 1.7.15. */
const SOURCES = {
  'ssd_mobilenetv1_model-weights_manifest.json':
    '888f744dffbc84f5f060d1f8427d9742341943a2dfaaf9205d10029b7e7a2955',
  'ssd_mobilenetv1_model.bin': '2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8',
};

async function readSource(name) {
  const bytes = await readFile(join(source, name));
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== SOURCES[name]) {
    throw new Error(
      `${join(source, name)}: expected sha256 ${SOURCES[name]}, got ${actual}. ` +
        'Install @vladmandic/face-api 1.7.15, or check the new weights and change the constants here.',
    );
  }
  return bytes;
}

async function main() {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('Usage: node scripts/pretrained.mjs FOLDER');
  const [manifest, bytes] = await Promise.all(Object.keys(SOURCES).map(readSource));
  const specs = JSON.parse(manifest).flatMap(({ weights }) => weights);
  const metadata = JSON.parse(await readFile(new URL('pretrained.json', import.meta.url), 'utf8'));
  const weights = foldFaceApiWeights(decodeWeights(specs, new Uint8Array(bytes)));
  const files = buildSsdGraph(weights, metadata, () => 'float32');
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, data]) => writeFile(join(folder, name), data)));
  const size = Object.values(files).reduce((sum, data) => sum + data.length, 0);
  console.error(`${folder}: ${Object.keys(files).length} files, ${(size / 1e6).toFixed(1)} MB`);
}

await main();
