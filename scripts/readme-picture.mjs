// Makes docs/assets/predicted.jpg: a photograph of @vladmandic/face-api, face masks drawn on two of its three faces,
// and what `maskpred predict --out` makes of it.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resizeImage } from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';
import { drawFaceMask } from '@maskpred/dataset';
import { detectFaces } from '@maskpred/detector';

const require = createRequire(import.meta.url);
const demo = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');
const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'maskpred-readme-'));

let image = await decodeImage(join(demo, 'sample1.jpg'));
image = resizeImage(image, 960, Math.round((960 * image.height) / image.width));
const faces = (await detectFaces(image)).sort((a, b) => a.box.x - b.box.x);
image = drawFaceMask(image, faces[0], { seed: 4, style: 'surgical-blue' });
image = drawFaceMask(image, faces[2], { seed: 2, style: 'black' });
await writeFile(join(scratch, 'predicted.jpg'), await encodeJpeg(image, 92));
const cli = join(root, 'packages/cli/dist/maskpred.js');
const predict = ['predict', join(scratch, 'predicted.jpg'), '--out', join(root, 'docs/assets')];
console.log(execFileSync(process.execPath, [cli, ...predict], { encoding: 'utf8' }));
await rm(scratch, { recursive: true });
