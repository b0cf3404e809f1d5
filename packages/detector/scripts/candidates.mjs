// Raw candidates of a folder of scenes, computed once for each input size and kept in a cache folder.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage } from '@maskpred/core/node';
import { createRawDetector } from './raw-detector.mjs';

/** Raw scores below it are not kept: no true face of any use is there. */
const MIN_RAW_SCORE = 0.02;

/** `{id, width, height, milliseconds, faces: [{box, score}]}` a scene; `milliseconds` is `detect` on decoded pixels. */
export async function readCandidates(scenes, inputSize, cache) {
  await mkdir(cache, { recursive: true });
  const file = join(cache, `candidates-${inputSize}.json`);
  const known = new Map(existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : []);
  const missing = scenes.filter(({ id }) => !known.has(id));
  if (missing.length > 0) {
    const detector = await createRawDetector({ inputSize, minScore: MIN_RAW_SCORE });
    for (const { id, path } of missing) {
      const image = await decodeImage(path);
      const start = performance.now();
      const faces = await detector.detect(image);
      const { width, height } = image;
      known.set(id, { id, width, height, milliseconds: performance.now() - start, faces });
    }
    detector.dispose();
    await writeFile(`${file}.tmp`, JSON.stringify([...known]));
    await rename(`${file}.tmp`, file);
  }
  return scenes.map(({ id }) => known.get(id));
}
