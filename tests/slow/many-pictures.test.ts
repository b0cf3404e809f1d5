import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const pictures = process.env['MASKPRED_TEST_RUNS'] === 'long' ? 1000 : 150;
const photograph = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo/sample1.jpg',
);

// A process of its own, so that nothing but the product is in its memory.
const SCRIPT = `
import * as tf from '@tensorflow/tfjs-core';
import { createMaskPredictor } from '@maskpred/predictor';
const [pictures, photograph] = process.argv.slice(-2);
const predictor = await createMaskPredictor({ engine: 'wasm' });
const first = await predictor.predict(photograph);
const tensors = tf.memory().numTensors;
let peak = 0;
let same = true;
for (let i = 0; i < Number(pictures); i++) {
  const people = await predictor.predict(photograph);
  same &&= JSON.stringify(people) === JSON.stringify(first);
  peak = Math.max(peak, process.memoryUsage.rss());
}
console.log(JSON.stringify({ faces: first.length, same, leaked: tf.memory().numTensors - tensors, peak }));
`;

describe(`${pictures} pictures in one process`, () => {
  it('leak no tensor, stay under 600 MB, and get the same answer each time', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', SCRIPT, '--', String(pictures), photograph],
      { cwd: import.meta.dirname },
    );
    const { faces, same, leaked, peak } = JSON.parse(stdout) as Record<string, number | boolean>;
    expect({ faces, same, leaked }).toEqual({ faces: 3, same: true, leaked: 0 });
    expect(peak).toBeLessThan(600e6);
  });
});
