// Prepares MediaPipe's two face detection models: model/mediapipe/*.tflite are those of @mediapipe/face_detection with
// the metadata in front that the tasks of @mediapipe/tasks-vision ask for. Runs before the build; writes nothing when
// the folder is up to date.
//
//   node scripts/prepare-mediapipe.mjs
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MEDIAPIPE_MODELS } from './mediapipe-models.mjs';
import { withNormalization } from './tflite-metadata.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../model/mediapipe');
const sources = dirname(require.resolve('@mediapipe/face_detection/package.json'));

/** Pixels become -1 to 1 (MediaPipe's face_detection_short_range.pbtxt and _full_range.pbtxt). */
const NORMALIZATION = { mean: 127.5, std: 127.5 };

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function check(path, bytes, expected) {
  const actual = sha256(bytes);
  if (actual === expected) return;
  throw new Error(
    `${path}: expected sha256 ${expected}, got ${actual}. Install @mediapipe/face_detection 0.4.1657300184, ` +
      'or check the new model and change scripts/mediapipe-models.mjs.',
  );
}

async function prepare({ file, sourceSha256, preparedSha256 }) {
  const path = join(target, file);
  const current = await readFile(path).catch(() => undefined); // no file yet
  if (current && sha256(current) === preparedSha256) return;
  const source = join(sources, file);
  const original = await readFile(source);
  check(source, original, sourceSha256);
  const prepared = withNormalization(new Uint8Array(original), NORMALIZATION);
  check(path, prepared, preparedSha256);
  await mkdir(target, { recursive: true });
  // Written aside and renamed, so that a build cut short leaves no half model behind.
  const aside = join(here, `../model/.tmp-mediapipe-${process.pid}-${file}`);
  try {
    await writeFile(aside, prepared);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
  console.error(`model/mediapipe/${file}: ${(prepared.length / 1e6).toFixed(1)} MB`);
}

await Promise.all(MEDIAPIPE_MODELS.map(prepare));
