// Turns the face-api weights of the SSD MobileNetV1 into a standard TensorFlow.js graph model in model/ssd: the
// BatchNorm of its depthwise layers folded, convolution, bias and activation fused, every prior in two output tensors.
// Pointwise kernels keep their uint8 bytes. Runs before the build; writes nothing when the folder is up to date.
//
//   node scripts/prepare-model.mjs
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSsdGraph } from './ssd-graph.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../model/ssd');
const weightsFolder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');

/** The files of @vladmandic/face-api 1.7.15. */
const SOURCES = {
  'ssd_mobilenetv1_model-weights_manifest.json':
    '888f744dffbc84f5f060d1f8427d9742341943a2dfaaf9205d10029b7e7a2955',
  'ssd_mobilenetv1_model.bin': '2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8',
};

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function readSource(name) {
  const bytes = await readFile(join(weightsFolder, name));
  const actual = sha256(bytes);
  if (actual !== SOURCES[name]) {
    throw new Error(
      `${join(weightsFolder, name)}: expected sha256 ${SOURCES[name]}, got ${actual}. ` +
        'Install @vladmandic/face-api 1.7.15, or check the new weights and change the constants here.',
    );
  }
  return bytes;
}

/** True when the folder holds exactly these files, byte by byte. */
async function isUpToDate(files) {
  try {
    const names = await readdir(target);
    if (names.length !== Object.keys(files).length) return false;
    const written = await Promise.all(Object.keys(files).map((name) => readFile(join(target, name))));
    return Object.values(files).every((data, i) => written[i].equals(Buffer.from(data)));
  } catch {
    return false; // no folder yet, or a file of it is missing
  }
}

async function main() {
  const [manifest, weights] = await Promise.all(Object.keys(SOURCES).map(readSource));
  const metadata = JSON.parse(await readFile(join(here, 'ssd-metadata.json'), 'utf8'));
  const files = buildSsdGraph(JSON.parse(manifest), weights, metadata);
  // Building takes a tenth of a second, so it is done each time; only the writing is saved, and with it the time stamps.
  if (await isUpToDate(files)) return;

  // Written aside and renamed, so that a build cut short leaves no half model behind.
  const aside = join(here, `../model/.tmp-ssd-${process.pid}`);
  await mkdir(aside, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, data]) => writeFile(join(aside, name), data)));
  await rm(target, { recursive: true, force: true });
  await rename(aside, target);
  const bytes = Object.values(files).reduce((sum, data) => sum + data.length, 0);
  console.error(`model/ssd: ${Object.keys(files).length} files, ${(bytes / 1e6).toFixed(1)} MB`);
}

await main();
