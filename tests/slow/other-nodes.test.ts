import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, createConsumer, PICTURES } from '../consumer/fixture.js';
import { runWell } from '../consumer/run.js';

// Paths of node programs, joined by colons.
const nodes = (process.env['MASKPRED_OTHER_NODES'] ?? '').split(':').filter(Boolean);
if (nodes.length === 0) console.warn('MASKPRED_OTHER_NODES names no other Node: only this one is tested.');

const releases = nodes.map((path) => ({
  path,
  version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(),
}));

const SCRIPT = `
async function main() {
  const faces = await detectFaces(process.argv[2]);
  const answers = await classifyFaces(process.argv[2], faces);
  console.log(JSON.stringify({ faces, answers }));
}
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;

describe.skipIf(releases.length === 0)('the packed packages', () => {
  let consumer: Consumer;
  let expected: unknown;

  beforeAll(async () => {
    consumer = await createConsumer();
    await writeFile(
      join(consumer.app, 'quick.mjs'),
      `import { detectFaces } from '@maskpred/detector';
import { classifyFaces } from '@maskpred/classifier';${SCRIPT}`,
    );
    await writeFile(
      join(consumer.app, 'quick.cjs'),
      `const { detectFaces } = require('@maskpred/detector');
const { classifyFaces } = require('@maskpred/classifier');${SCRIPT}`,
    );
    expected = await answerOf(process.execPath, 'quick.mjs');
  });

  afterAll(async () => {
    if (consumer) await rm(dirname(consumer.app), { recursive: true, force: true });
  });

  async function answerOf(node: string, script: string): Promise<unknown> {
    const picture = join(PICTURES, 'sample1.jpg');
    return JSON.parse(await runWell(node, [script, picture], { cwd: consumer.app }));
  }

  it.each(releases)('answer on Node $version as on this one, imported and required', async ({ path }) => {
    expect(await answerOf(path, 'quick.mjs')).toEqual(expected);
    expect(await answerOf(path, 'quick.cjs')).toEqual(expected);
  });

  it.each(releases)('bring a command that runs on Node $version', async ({ path }) => {
    const command = join(consumer.app, 'node_modules/@maskpred/cli/dist/maskpred.js');
    const picture = join(PICTURES, 'sample1.jpg');
    const stdout = await runWell(path, [command, 'predict', picture, '--json'], { cwd: consumer.app });
    const line = JSON.parse(stdout) as { image: string; faces: unknown[] };
    expect(line.image).toBe(picture);
    expect(line.faces.length).toBeGreaterThan(0);
  });
});
