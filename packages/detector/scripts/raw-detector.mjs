// The shipped network without what was fitted to it: raw boxes, raw scores, nothing suppressed.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSsdDetector } from '@maskpred/detector';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../model/ssd');

export async function createRawDetector(options) {
  const model = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  Object.assign(model.userDefinedMetadata.maskpred, {
    boxAdjustment: { left: 0, top: 0, right: 0, bottom: 0 },
    maxOverlap: 1,
    scoring: [1, 2].map(() => ({ bias: 0, logit: 1, support: 0, size: 0 })),
  });
  const neutral = join(await mkdtemp(join(tmpdir(), 'maskpred-ssd-')), 'model.json');
  await writeFile(neutral, JSON.stringify(model));
  const shards = model.weightsManifest.flatMap(({ paths }) => paths);
  return createSsdDetector({
    ...options,
    model: { 'model.json': neutral, ...Object.fromEntries(shards.map((name) => [name, join(folder, name)])) },
  });
}
