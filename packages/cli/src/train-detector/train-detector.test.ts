import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatVoc } from '@maskpred/dataset';
import { createFaceDetector } from '@maskpred/detector';
import { TRAIN_DEFAULTS } from '@maskpred/detector/train';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photograph } from '../__fixtures__/photographs.js';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';
import { TRAIN_DETECTOR_DEFAULTS } from '../commands/train-detector.js';
import { formatBytes } from './detector-summary.js';
import { formatProblem, noteOneLabel, summariseProblems } from './problems.js';

let workplace: Workplace;
let scenes: string;

const size = { width: 320, height: 214 };
const writeScene = (
  name: string,
  boxes: readonly { x: number; y: number; width: number; height: number }[],
) =>
  writeFile(
    join(scenes, 'annotations', `${name}.xml`),
    formatVoc({
      id: name,
      fileName: `${name}.jpg`,
      ...size,
      annotations: boxes.map((box) => ({ box, label: 'face' })),
    }),
  );

/** Three photographs with their faces boxed; one without a box; the label file of a picture that is not there. */
beforeAll(async () => {
  workplace = await createWorkplace();
  scenes = await workplace.subfolder('scenes');
  await mkdir(join(scenes, 'images'));
  await mkdir(join(scenes, 'annotations'));
  const detector = await createFaceDetector({ engine: 'wasm' });
  for (const number of [1, 2, 3, 4] as const) {
    const picture = await sharp(photograph(number)).resize(size.width, size.height).jpeg().toBuffer();
    await writeFile(join(scenes, 'images', `scene${number}.jpg`), picture);
    const faces = number === 4 ? [] : await detector.detect(picture);
    await writeScene(
      `scene${number}`,
      faces.map(({ box }) => box),
    );
  }
  detector.dispose();
  await writeScene('lost', [{ x: 1, y: 1, width: 20, height: 20 }]);
  await writeFile(
    join(scenes, 'split.json'),
    JSON.stringify(
      [1, 2, 3, 4].map((number) => ({
        id: `images/scene${number}.jpg`,
        group: `${number}`,
        label: 'face',
        part: number === 3 ? 'val' : 'train',
      })),
    ),
  );
}, SLOW);

afterAll(() => workplace.remove());

describe('maskpred train-detector', () => {
  it('has the defaults of the library, which takes a second to load', () => {
    expect(TRAIN_DETECTOR_DEFAULTS).toEqual(TRAIN_DEFAULTS);
  });

  it(
    'trains what is good, names what is not, and writes a folder that predict takes',
    async () => {
      const out = join(workplace.folder, 'my detector');
      const run = await runCli([
        ...['train-detector', scenes, '--out', out, '--epochs', '1', '--variants', '0', '--engine', 'wasm'],
        ...['--cache', join(workplace.folder, 'cache')],
      ]);
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/lost\.jpg.*missing|lost.*FILE_NOT_FOUND/);
      expect(run.stderr).toContain('images/scene4.jpg: has no box');
      expect(run.stderr).toContain('1 without a box');
      expect(run.stderr).toContain('3 scenes to train on, 1 kept out'); // one of them is empty
      expect(run.stderr).toContain('All faces are labelled face');
      expect(run.stderr).toMatch(/3 views for the heads: \d+ MB in the cache/);
      expect(run.stdout).toContain('in 2 scenes');
      expect(run.stdout).toContain('at least 24 px');
      expect((await readdir(out)).sort()).toEqual([
        'MODEL_CARD.md',
        'evaluation.json',
        'group1-shard1of2.bin',
        'group1-shard2of2.bin',
        'metadata.json',
        'model.json',
        'report.html',
      ]);
      expect(await readFile(join(out, 'report.html'), 'utf8')).not.toContain('data:image/jpeg');
      const pictures = join(workplace.folder, 'report-pictures', 'my detector', 'index.html');
      expect(await readFile(pictures, 'utf8')).toContain('<html');
      expect((await readdir(workplace.folder)).filter((name) => name.endsWith('.checkpoint'))).toEqual([]);

      const used = await runCli([
        'predict',
        workplace.photo,
        '--detector',
        out,
        '--json',
        '--engine',
        'wasm',
      ]);
      expect([used.status, used.stderr]).toEqual([0, '']);
      expect(jsonLines(used.stdout)[0]).toMatchObject({ width: 640 });
    },
    SLOW,
  );

  it('does not replace a folder that holds something else', async () => {
    const run = await runCli(['train-detector', scenes, '--out', scenes]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('holds other files');
  });

  it.each([
    ['a folder that is not there', ['no-such-folder'], 1, 'no-such-folder'],
    ['nothing to do', [], 2, 'epochs and fineTune are both 0'],
    ['a block that it cannot start from', ['--fine-tune-from', '13'], 2, 'a whole number from 0 to 12'],
  ])(
    'refuses %s',
    async (_, args, status, message) => {
      const [folder = scenes, ...rest] = args[0]?.startsWith('--') ? [scenes, ...args] : args;
      const out = join(workplace.folder, 'never');
      const run = await runCli(['train-detector', folder, '--epochs', '0', '--out', out, ...rest]);
      expect(run.status).toBe(status);
      expect(run.stderr).toContain(message);
    },
    SLOW,
  );
});

describe('what is wrong with scenes', () => {
  it('is nothing to be said where nothing is wrong', () => {
    expect(summariseProblems([])).toBe('');
    expect(noteOneLabel([])).toBe('');
  });

  it('is named a scene, and counted by kind', () => {
    const problems = [
      { kind: 'box-clipped', id: 'a', count: 2 },
      { kind: 'box-outside', id: 'b\n', count: 1 },
      { kind: 'duplicate', id: 'c', of: 'a' },
    ] as const;
    expect(problems.map(formatProblem)).toEqual([
      'maskpred: a: 2 boxes reach out of the picture and are clipped to it.\n',
      'maskpred: b\\n: 1 boxes with nothing inside the picture, left out.\n',
      'maskpred: c: is the same picture as a, left out.\n',
    ]);
    expect(summariseProblems(problems)).toBe(
      'Left out or repaired: 1 there twice, 1 boxes outside their picture, 2 boxes clipped.\n',
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 MB'],
    [12_400_000, '12 MB'],
    [3_140_000_000, '3.1 GB'],
  ])('writes %d', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
