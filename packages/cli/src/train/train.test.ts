import { copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photograph } from '../__fixtures__/photographs.js';
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
      expect(run.status).toBe(0);
      expect(run.stderr).toBe(
        `Split (${join(data, 'split.json')}): 10 pictures to train on, 4 kept out. ` +
          'A random split would have leaked 0.0 % of those kept out.\n',
      );
      expect(run.stdout).toContain('Trained on 10 pictures');
      expect(run.stdout).toMatch(
        /Accuracy 100\.0 % \(95 % interval 51\.0 % to 100\.0 %\) of 4 pictures kept out/,
      );
      expect((await readdir(out)).sort()).toEqual([
        'MODEL_CARD.md',
        'confusion-matrix.png',
        'evaluation.json',
        'group1-shard1of1.bin',
        'metadata.json',
        'model.json',
        'report.html',
      ]);
      const evaluation = JSON.parse(await readFile(join(out, 'evaluation.json'), 'utf8')) as object;
      const metadata = JSON.parse(await readFile(join(out, 'metadata.json'), 'utf8')) as object;
      expect(evaluation).toMatchObject({
        kind: 'classification',
        size: 4,
        confusion: [
          [2, 0],
          [0, 2],
        ],
      });
      expect(metadata).toMatchObject({
        metrics: {
          confusion: [
            [2, 0],
            [0, 2],
          ],
        },
      });
      const mistakes = join(workplace.folder, 'report-pictures', 'model one');
      expect(await readdir(mistakes)).toEqual(['index.html']);
      expect(await readdir(workplace.folder)).not.toContain('model one.checkpoint');

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

  it(
    'leaves out a picture that lies under two labels, names both, and ends with 1',
    async () => {
      await copyFile(join(data, 'red', '0.jpg'), join(data, 'blue', 'also red.jpg'));
      const out = join(workplace.folder, 'conflict');
      const run = await runCli(['train', data, '--out', out, '--val', '0', ...common]);
      await rm(join(data, 'blue', 'also red.jpg'));
      expect(run.status).toBe(1);
      expect(run.stderr).toContain('Split: 17 pictures to train on, 0 kept out.');
      expect(run.stderr).toContain('blue/also red.jpg, red/0.jpg: the same picture under blue and red');
      expect(run.stdout).toContain('Trained on 15 pictures');
    },
    SLOW,
  );

  it(
    'keeps near-duplicates together, and says what a random split would have leaked',
    async () => {
      const folder = await workplace.subfolder('faces');
      for (const [label, number] of [
        ['a', 1],
        ['b', 2],
      ] as const) {
        await mkdir(join(folder, label));
        for (let i = 0; i < 6; i++) {
          // three shots of a label, each stored twice
          const part = { left: 100 + 150 * (i >> 1), top: 60, width: 300, height: 300 };
          const shot = sharp(photograph(number)).extract(part);
          await shot.jpeg({ quality: i % 2 ? 60 : 90 }).toFile(join(folder, label, `${i}.jpg`));
        }
      }
      const out = join(workplace.folder, 'grouped');
      const run = await runCli(['train', folder, '--out', out, '--val', '0.34', '--json', ...common]);
      expect([run.status, run.stderr.split('\n').length]).toEqual([0, 2]);
      expect(run.stderr).toMatch(
        /^Split \(by near-duplicate group\): 8 pictures to train on, 4 kept out\. A random split would have leaked [67]\d\.\d %/,
      );
      expect(jsonLines(run.stdout)[0]).toMatchObject({ trainingSet: { size: 8 } });
    },
    SLOW,
  );

  it(
    'gives the same model whatever the number of threads',
    async () => {
      const shards = await Promise.all(
        ['1', '3'].map(async (threads) => {
          const out = join(workplace.folder, `threads ${threads}`);
          const own = ['--cache', join(workplace.folder, `cache ${threads}`), '--threads', threads];
          const run = await runCli(['train', data, '--out', out, ...common, '--variants', '1', ...own]);
          expect(run.status).toBe(0);
          return readFile(join(out, 'group1-shard1of1.bin'));
        }),
      );
      expect(shards[1]!.equals(shards[0]!)).toBe(true);
    },
    SLOW,
  );

  it(
    'says what to do about a label with a single picture, and about a single label',
    async () => {
      const folder = await workplace.subfolder('few');
      await mkdir(join(folder, 'red'));
      await copyFile(join(data, 'red', '0.jpg'), join(folder, 'red', '0.jpg'));
      const out = join(workplace.folder, 'never');
      const alone = await runCli(['train', folder, '--out', out, ...common]);
      expect(alone.status).toBe(2);
      expect(alone.stderr).toContain('at least two labels, got: red');
      await cp(join(data, 'blue'), join(folder, 'blue'), { recursive: true });
      const single = await runCli(['train', folder, '--out', out, ...common]);
      expect(single.status).toBe(1);
      expect(single.stderr).toContain('The label "red" has ');
      expect(single.stderr).toContain('EMPTY_SPLIT');
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
    ['a block that is none', ['train', '--fine-tune-from', '17'], 2, 'a whole number from 0 to 16'],
    ['an unknown balance', ['train', '--balance', 'luck'], 2, 'Allowed choices are sampling, weights, none'],
  ])('refuses %s', async (_, args, status, message) => {
    const run = await runCli([...args, '--out', join(workplace.folder, 'never')]);
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(message);
  });

  it('refuses a split that does not fit the folders', async () => {
    await writeSplit(() => 'train');
    const split = join(data, 'split.json');
    await writeFile(split, (await readFile(split, 'utf8')).replaceAll('"label":"red"', '"label":"blue"'));
    const moved = join(workplace.folder, 'moved split.json');
    await rename(split, moved);
    const run = await runCli([
      'train',
      data,
      '--split',
      moved,
      '--out',
      join(workplace.folder, 'never'),
      ...common,
    ]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('is labelled blue there, but lies in the folder red');
  });
});
