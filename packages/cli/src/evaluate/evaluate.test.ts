import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cropImage, type FaceDetection, fitWithin, resizeImage, type RgbImage } from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';
import { drawFaceMask, formatSplit, formatVoc } from '@maskpred/dataset';
import { createFaceDetector } from '@maskpred/detector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../compare/comparison.js';
import { photograph } from '../__fixtures__/photographs.js';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';

interface Person {
  readonly box: FaceDetection['box'];
  readonly label: string;
}

let workplace: Workplace;
let crops: string;
let scenes: string;
let people: Person[][];

/** Three photographs: of each the bare faces, and the same with masks drawn on, as crops and as scenes. */
beforeAll(async () => {
  workplace = await createWorkplace();
  crops = await workplace.subfolder('faces');
  scenes = await workplace.subfolder('scenes');
  people = [];
  for (const path of [
    join(crops, 'mask'),
    join(crops, 'no-mask'),
    join(scenes, 'images'),
    join(scenes, 'annotations'),
  ])
    await mkdir(path);
  const detector = await createFaceDetector({ inputSize: 512 });
  for (const number of [1, 3, 5] as const) {
    const whole = await decodeImage(photograph(number));
    const { width, height } = fitWithin(whole, 960);
    const bare = resizeImage(whole, width, height);
    const faces = await detector.detect(bare);
    const covered = faces.reduce(
      (picture, face, seed) => drawFaceMask(picture, face, { seed, style: 'surgical-blue' }),
      bare,
    );
    await writeScene(`bare-${number}`, bare, faces, 'no-mask');
    await writeScene(`covered-${number}`, covered, faces, 'mask');
  }
  detector.dispose();
}, SLOW);

afterAll(() => workplace.remove());

async function writeScene(name: string, picture: RgbImage, faces: readonly FaceDetection[], label: string) {
  const { width, height } = picture;
  const annotations = faces.map(({ box: { x, y, width, height } }) => ({
    box: { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) },
    label,
  }));
  const fileName = `${name}.jpg`;
  await writeFile(join(scenes, 'images', fileName), await encodeJpeg(picture));
  const xml = formatVoc({ id: name, fileName, width, height, annotations });
  await writeFile(join(scenes, 'annotations', `${name}.xml`), xml);
  people.push(annotations);
  for (const [i, { box }] of annotations.entries()) {
    await writeFile(join(crops, label, `${name}-${i}.jpg`), await encodeJpeg(cropImage(picture, box, 0.15)));
  }
}

const readJsonLines = async (...path: string[]) =>
  jsonLines(await readFile(join(workplace.folder, ...path), 'utf8'));
const readJson = async (...path: string[]) =>
  JSON.parse(await readFile(join(workplace.folder, ...path), 'utf8'));

describe('maskpred evaluate, label folders', () => {
  it(
    'measures the shipped model, writes everything, names what cannot be read, and ends with 3 below a gate',
    async () => {
      const broken = join(crops, 'mask', 'broken.jpg');
      await writeFile(broken, 'no picture');
      const out = join(workplace.folder, 'crop results');
      const run = await runCli([
        'evaluate',
        crops,
        '--out',
        out,
        '--gate',
        'accuracy>=0.5',
        '--gate',
        'logLoss<=0',
      ]);
      await rm(broken);
      expect(run.status).toBe(3);
      expect(run.stderr).toMatch(/broken\.jpg.*IMAGE_DECODE_FAILED/);
      expect(run.stderr).toMatch(/Gate not met: logLoss is [\d.e-]+, above 0 by/);
      expect(run.stderr).not.toContain('accuracy is');
      expect(run.stderr).toContain('1 could not be looked at');

      const lines = await readJsonLines('crop results', 'predictions.jsonl');
      const answered = lines.filter((line) => !('error' in line));
      const faces = people.flat().length;
      expect([lines.length, answered.length]).toEqual([faces + 1, faces]);
      const right = answered.filter(({ truth, label }) => truth === label).length;
      const evaluation = await readJson('crop results', 'evaluation.json');
      expect(evaluation.size).toBe(faces);
      expect(evaluation.accuracy.value).toBeCloseTo(right / faces, 12);
      expect(right / faces).toBeGreaterThan(0.7);
      expect(run.stdout).toContain(`${faces} pictures: accuracy ${((100 * right) / faces).toFixed(1)} %`);
      const loss = answered.map(
        ({ scores, truth }) => -Math.log((scores as Record<string, number>)[truth as string]!),
      );
      expect(evaluation.logLoss).toBeCloseTo(loss.reduce((a, b) => a + b) / faces, 9);
      expect((await readdir(out)).sort()).toEqual(
        ['confusion-matrix.png', 'evaluation.json', 'predictions.jsonl', 'report.html'].sort(),
      );

      // an earlier run says the same, without the model
      const again = await runCli(['evaluate', crops, '--from', join(out, 'predictions.jsonl'), '--json']);
      expect([again.status, again.stderr]).toEqual([0, '']);
      expect(JSON.parse(again.stdout)).toEqual(evaluation);
    },
    SLOW,
  );

  it(
    'looks at the parts that a split keeps out, or at the one named',
    async () => {
      const split = join(crops, 'split.json');
      const names = (await readdir(join(crops, 'mask'))).slice(0, 3);
      const parts = ['train', 'val', 'test'];
      await writeFile(
        split,
        formatSplit(
          names.map((name, i) => ({ id: `mask/${name}`, group: name, label: 'mask', part: parts[i]! })),
        ),
      );
      const run = await runCli(['evaluate', crops, '--model', workplace.model, '--json']);
      expect(run.stderr).toContain('split.json: val and test, 2 of ');
      expect(JSON.parse(run.stdout).size).toBe(2);
      const train = await runCli([
        'evaluate',
        crops,
        '--model',
        workplace.model,
        '--json',
        '--part',
        'train',
      ]);
      await rm(split);
      expect(JSON.parse(train.stdout).size).toBe(1);
    },
    SLOW,
  );
});

describe('maskpred evaluate, scenes', () => {
  it(
    'measures from the picture to the label, and writes lines that say the same',
    async () => {
      const out = join(workplace.folder, 'scene results');
      const run = await runCli(['evaluate', scenes, '--out', out, '--json', '--gate', 'recall@24>=0.5']);
      expect(run.status).toBe(0);
      const evaluation = JSON.parse(run.stdout);
      expect(evaluation).toEqual(await readJson('scene results', 'evaluation.json'));
      const faces = people.flat().length;
      const [, at24] = evaluation.bySize;
      expect([evaluation.size, at24.faces]).toEqual([6, faces]);
      expect(evaluation.medianMs).toBeGreaterThan(0);
      expect(at24.map50).toBeGreaterThan(0.5);

      const findings = await readJsonLines('scene results', 'findings.jsonl');
      const count = (outcome: string) => findings.filter((finding) => finding.outcome === outcome).length;
      expect(count('right') + count('wrong-label') + count('missed-face')).toBe(faces);
      expect(at24.labelAccuracy.value).toBeCloseTo(
        count('right') / (count('right') + count('wrong-label')),
        12,
      );

      const lines = await readJsonLines('scene results', 'predictions.jsonl');
      expect(lines.map(({ image }) => image)).toContain(join(scenes, 'images', 'bare-1.jpg'));
      expect(Object.keys(lines[0]!)).toEqual(['image', 'width', 'height', 'faces']);

      const predictions = join(out, 'predictions.jsonl');
      const again = await runCli(['evaluate', scenes, '--from', predictions, '--json']);
      const { medianMs: _, ...untimed } = evaluation;
      expect(JSON.parse(again.stdout)).toEqual(untimed);

      // B finds every other face only
      const half = lines.map((line) => ({
        ...line,
        faces: (line.faces as unknown[]).filter((_, i) => i % 2 === 0),
      }));
      const halved = join(workplace.folder, 'half.jsonl');
      await writeFile(halved, half.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await runCli(['evaluate', scenes, '--from', halved, '--out', join(workplace.folder, 'half')]);
      const compared = await runCli(['compare', out, join(workplace.folder, 'half'), '--json', '--list']);
      const comparison = JSON.parse(compared.stdout) as Comparison;
      expect(comparison).toMatchObject({ unit: 'faces', size: faces, counts: { onlyB: 0 } });
      expect(comparison.disagreements).toHaveLength(comparison.counts.onlyA);
      expect(comparison.p).toBeCloseTo(Math.min(1, 2 * 0.5 ** comparison.counts.onlyA), 9);

      const bare = await runCli(['compare', predictions, halved]);
      expect(bare.status).toBe(2);
      expect(bare.stderr).toContain('--from <this file> --out <folder>');
    },
    SLOW,
  );

  it(
    'measures the faces alone, in threads, and refuses figures of labels before it starts',
    async () => {
      const only = ['evaluate', scenes, '--detector-only'];
      const refused = await runCli([...only, '--gate', 'map50@24>=0.5']);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain('--gate map50@24: there is no such figure');
      const predictions = join(workplace.folder, 'faces.jsonl');
      const run = await runCli([
        ...only,
        ...[
          '--json',
          '--sizes',
          '32',
          '--concurrency',
          '2',
          '--input-size',
          '320',
          '--predictions',
          predictions,
        ],
      ]);
      expect(run.status).toBe(0);
      const { bySize } = JSON.parse(run.stdout);
      expect(bySize).toHaveLength(1);
      expect(bySize[0]).toMatchObject({ minSize: 32, errors: { wrongLabels: 0 } });
      expect(bySize[0].recall.value).toBeGreaterThan(0.5);
      expect(bySize[0]).not.toHaveProperty('map50');
      const [line] = await readJsonLines('faces.jsonl');
      expect(Object.keys((line!.faces as object[])[0]!)).toEqual(['box', 'score']);
      const labelled = await runCli(['evaluate', scenes, '--from', predictions]);
      expect(labelled.status).toBe(2);
      expect(labelled.stderr).toContain('--detector-only for faces without labels');
    },
    SLOW,
  );
});

describe('maskpred evaluate refuses', () => {
  it.each([
    ['a folder that is not there', ['no-such-folder'], 1, 'FILE_NOT_FOUND'],
    ['a gate that is none', ['x', '--gate', 'accuracy'], 2, 'such as "accuracy>=0.98"'],
    ['a part that is none', ['x', '--part', 'best'], 2, 'val, test, train, all'],
    ['a detector that is neither kind nor folder', ['x', '--detector', 'yolo'], 2, 'ssd, or a folder'],
    ['labels without a partner', ['x', '--as', 'mask'], 2, 'incorrect-mask=no-mask'],
    ['a model where only faces are measured', ['x', '--detector-only', '--model', 'm'], 2, 'cannot be used'],
  ])(
    '%s',
    async (_, args, status, message) => {
      const run = await runCli(['evaluate', ...args]);
      expect(run.status).toBe(status);
      expect(run.stderr).toContain(message);
    },
    SLOW,
  );

  it(
    'options of scenes for crops, and a part without a split',
    async () => {
      const sizes = await runCli(['evaluate', crops, '--ignore-difficult']);
      expect(sizes.status).toBe(2);
      expect(sizes.stderr).toContain('--ignore-difficult: is for scenes');
      const part = await runCli(['evaluate', crops, '--part', 'val']);
      expect(part.status).toBe(2);
      expect(part.stderr).toContain('there is no');
    },
    SLOW,
  );
});
