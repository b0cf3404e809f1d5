import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';

let workplace: Workplace;
let data: string;
let common: string[];

/** Red and blue squares in folders of those names, each of another shade. */
beforeAll(async () => {
  workplace = await createWorkplace();
  data = join(workplace.folder, 'my data');
  for (const [label, hue] of [
    ['blue', 230],
    ['red', 0],
  ] as const) {
    await mkdir(join(data, label), { recursive: true });
    for (let i = 0; i < 8; i++) {
      const background = `hsl(${hue}, 90%, ${30 + 5 * i}%)`;
      const picture = sharp({ create: { width: 40 + i, height: 40, channels: 3, background } });
      await picture.jpeg().toFile(join(data, label, `${i}.jpg`));
    }
  }
  common = ['--epochs', '20', '--variants', '0', '--cache', join(workplace.folder, 'cache')];
}, SLOW);

afterAll(() => workplace.remove());

const writeSplit = (part: (label: string, i: number) => string) =>
  writeFile(
    join(data, 'split.json'),
    JSON.stringify(
      ['blue', 'red'].flatMap((label) =>
        Array.from({ length: 8 }, (_, i) => ({
          id: `${label}/${i}.jpg`,
          group: `${label} ${i}`,
          label,
          part: part(label, i),
        })),
      ),
    ),
  );

describe('maskpred train', () => {
  it(
    'honours split.json, writes a model folder, and says in numbers how good it is',
    async () => {
      await writeSplit((_, i) => (i < 5 ? 'train' : i < 7 ? 'val' : 'test'));
      const out = join(workplace.folder, 'model one');
      const run = await runCli(['train', data, '--out', out, ...common]);
      expect([run.status, run.stderr]).toEqual([0, '']);
      expect(run.stdout).toContain('Trained on 10 pictures');
      expect(run.stdout).toMatch(
        /Accuracy 100\.0 % \(95 % interval 51\.0 % to 100\.0 %\) of 4 pictures kept out/,
      );
      expect((await readdir(out)).sort()).toEqual([
        'MODEL_CARD.md',
        'group1-shard1of1.bin',
        'metadata.json',
        'model.json',
      ]);

      const used = await runCli(['classify', join(data, 'red'), '--model', out, '--json']);
      expect(jsonLines(used.stdout).map(({ label }) => label)).toEqual(Array<string>(8).fill('red'));
    },
    SLOW,
  );

  it(
    'leaves out a picture that is broken, says so, ends with 1, and replaces the model that was there',
    async () => {
      await rm(join(data, 'split.json'), { force: true });
      await writeFile(join(data, 'red', 'broken.jpg'), 'no picture');
      const out = join(workplace.folder, 'model two');
      const first = await runCli(['train', data, '--out', out, '--json', ...common]);
      expect(first.status).toBe(1);
      expect(first.stderr).toContain('broken.jpg');
      expect(first.stderr).toContain('IMAGE_DECODE_FAILED');
      const [metadata] = jsonLines(first.stdout);
      expect(metadata).toMatchObject({ formatVersion: 1, labels: ['blue', 'red'], seed: 1 });
      await rm(join(data, 'red', 'broken.jpg'));

      const second = await runCli(['train', data, '--out', out, '--seed', '2', ...common]);
      expect(second.status).toBe(0);
      expect(JSON.parse(await readFile(join(out, 'metadata.json'), 'utf8'))).toMatchObject({ seed: 2 });
      expect((await readdir(workplace.folder)).filter((name) => name.startsWith('.model'))).toEqual([]);
    },
    SLOW,
  );

  it('does not replace a folder that holds something else', async () => {
    const run = await runCli(['train', data, '--out', data, ...common]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('holds other files');
  });

  it.each([
    ['a folder that is not there', ['train', 'no-such-folder'], 1, 'FILE_NOT_FOUND'],
    ['a bad number of epochs', ['train', '--epochs', '0'], 2, 'a whole number from 1'],
    ['a share above 0.9', ['train', '--val', '1'], 2, 'a number from 0 to 0.9'],
  ])('refuses %s', async (_, args, status, message) => {
    const run = await runCli([...args, '--out', join(workplace.folder, 'never')]);
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(message);
  });

  it('refuses a split that does not fit the folders', async () => {
    await writeSplit(() => 'train');
    const split = join(data, 'split.json');
    await writeFile(split, (await readFile(split, 'utf8')).replaceAll('"label":"red"', '"label":"blue"'));
    const run = await runCli(['train', data, '--out', join(workplace.folder, 'never'), ...common]);
    await rm(split);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('is labelled blue there, but lies in the folder red');
  });
});
