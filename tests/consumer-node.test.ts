import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { PICTURES, readJson, ROOT } from './consumer/fixture.js';
import { run, runWell } from './consumer/run.js';

const { app, packages } = inject('consumer');

interface Answer {
  readonly faces: readonly {
    readonly box: Record<'x' | 'y' | 'width' | 'height', number>;
    readonly score: number;
  }[];
  readonly answers: readonly {
    readonly label: string;
    readonly score: number;
    readonly scores: readonly { label: string; score: number }[];
  }[];
  readonly people: readonly { readonly label: string; readonly score: number }[];
}

/** What a user writes; the imports come before it. */
const BODY = `
async function main(picture) {
  const faces = await detectFaces(picture);
  const answers = await classifyFaces(picture, faces);
  const predictor = await createMaskPredictor();
  const people = await predictor.predict(picture);
  predictor.dispose();
  console.log(JSON.stringify({ faces, answers, people }));
}
main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;
const IMPORTS = {
  'quick.mjs': `import { detectFaces } from '@maskpred/detector';
import { classifyFaces } from '@maskpred/classifier';
import { createMaskPredictor } from '@maskpred/predictor';`,
  'quick.cjs': `const { detectFaces } = require('@maskpred/detector');
const { classifyFaces } = require('@maskpred/classifier');
const { createMaskPredictor } = require('@maskpred/predictor');`,
};

beforeAll(async () => {
  for (const [file, imports] of Object.entries(IMPORTS)) await writeFile(join(app, file), imports + BODY);
  // A name as pictures have it.
  await copyFile(join(PICTURES, 'sample1.jpg'), join(app, 'holiday in Köln.jpg'));
});

const picture = 'holiday in Köln.jpg';
const node = process.execPath;
let esm: Promise<Answer> | undefined;
const quickAnswer = () =>
  (esm ??= runWell(node, ['quick.mjs', picture], { cwd: app }).then((text) => JSON.parse(text) as Answer));

describe('in Node', () => {
  it('an ES module finds and labels the faces of a photograph, all of them bare', async () => {
    const { faces, answers, people } = await quickAnswer();
    expect(faces.length).toBeGreaterThan(0);
    expect(answers).toHaveLength(faces.length);
    for (const { box, score } of faces) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    for (const { label, score, scores } of answers) {
      expect(scores[0]).toEqual({ label, score });
      expect(scores.reduce((sum, one) => sum + one.score, 0)).toBeCloseTo(1, 5);
    }
    expect(people.map(({ label }) => label)).toEqual(people.map(() => 'no-mask'));
    expect(people).toHaveLength(answers.filter(({ label }) => label !== 'not-face').length);
  });

  it('require() of the same gives the same answer', async () => {
    const text = await runWell(node, ['quick.cjs', picture], { cwd: app });
    expect(JSON.parse(text)).toEqual(await quickAnswer());
  });

  it.each(['import', 'require'])('%s reaches every entry of every package', async (way) => {
    const entries: string[] = [];
    for (const { name } of packages) {
      const { exports } = await readJson<{ exports: Record<string, unknown> }>(
        join(app, 'node_modules', name, 'package.json'),
      );
      entries.push(...Object.keys(exports).map((entry) => name + entry.slice(1)));
    }
    const code = entries.filter((entry) => !entry.endsWith('.json')).map((entry) => JSON.stringify(entry));
    expect(code.length).toBeGreaterThan(8);
    const script =
      way === 'import'
        ? code
            .map((entry) => `import * as x from ${entry};`)
            .map((line, i) => line.replace('* as x', `* as x${i}`))
            .join('\n')
        : code.map((entry) => `require(${entry});`).join('\n');
    const file = way === 'import' ? 'all.mjs' : 'all.cjs';
    await writeFile(join(app, file), script);
    const { status, stdout, stderr } = await run(node, [file], { cwd: app });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('errors are recognised by their code', async () => {
    await writeFile(
      join(app, 'errors.mjs'),
      `import { MaskpredError } from '@maskpred/core';
import { detectFaces } from '@maskpred/detector';
import { loadClassifier } from '@maskpred/classifier';
const codes = [];
for (const call of [() => detectFaces('missing.jpg'), () => detectFaces(new Uint8Array(0)), () => loadClassifier('nowhere')]) {
  await call().catch((error) => codes.push(MaskpredError.isInstance(error) && error.code));
}
console.log(codes.join());`,
    );
    expect((await runWell(node, ['errors.mjs'], { cwd: app })).trim()).toBe(
      'FILE_NOT_FOUND,IMAGE_DECODE_FAILED,MODEL_LOAD_FAILED',
    );
  });
});

describe('in TypeScript', () => {
  const CODE = `import { type Box, cropImage, MaskpredError, type RawImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/platform';
import { startEngine } from '@maskpred/core/tfjs';
import { createFaceDetector, detectFaces, type FaceDetector } from '@maskpred/detector';
import { classifyFaces, loadClassifier } from '@maskpred/classifier';
import { createMaskPredictor } from '@maskpred/predictor';

export async function quick(picture: string): Promise<string[]> {
  const [face] = await detectFaces(picture, { minScore: 0.5 });
  if (!face) return [];
  const box: Box = face.box;
  const [answer] = await classifyFaces(picture, [face]);
  const label: string = answer!.label;
  // @ts-expect-error a score is a number: the types have resolved and are not any
  const wrong: string = face.score;
  // @ts-expect-error there is no such option
  await detectFaces(picture, { minimumScore: 0.5 });
  // @ts-expect-error a box is read-only
  box.x = 1;
  return [label, wrong];
}

/** A detector of one's own. */
export const whole: FaceDetector = {
  name: 'whole-picture',
  detect: async (image: RawImage) => [{ box: { x: 0, y: 0, width: image.width, height: image.height }, score: 1 }],
  dispose() {},
};

export async function parts(picture: string) {
  const { name } = await startEngine({ engine: 'wasm' });
  const image = await decodeImage(picture);
  const detector = await createFaceDetector({ kind: 'ssd' });
  const classifier = await loadClassifier();
  const predictor = await createMaskPredictor({ detector: whole, classifier });
  const rows = await classifier.classify([cropImage(image, { x: 0, y: 0, width: 8, height: 8 })]);
  const people = await predictor.predict(picture);
  // @ts-expect-error a prediction has a face
  people[0]!.faces;
  // @ts-expect-error no such engine
  await startEngine({ engine: 'cuda' });
  detector.dispose();
  return [name, rows[0]![0]!.label, people[0]?.face.box.width];
}

export const codeOf = (error: unknown) => (MaskpredError.isInstance(error) ? error.code : undefined);
`;

  const require = createRequire(import.meta.url);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const types = join(require.resolve('@types/node/package.json'), '../..');

  it.each([
    ['nodenext', 'NodeNext', 'NodeNext', 'code.mts', true],
    ['nodenext from CommonJS', 'NodeNext', 'NodeNext', 'code.cts', true],
    ['bundler, without the types of Node', 'ESNext', 'bundler', 'code.ts', false],
  ])('the types resolve under %s', async (name, module, moduleResolution, file, withNode) => {
    const folder = join(app, `types ${name}`);
    await mkdir(folder);
    await writeFile(join(folder, file), CODE);
    const compilerOptions = {
      target: 'ES2022',
      lib: withNode ? ['ES2023'] : ['ES2023', 'DOM', 'DOM.Iterable'],
      module,
      moduleResolution,
      types: withNode ? ['node'] : [],
      typeRoots: [types],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true, // TensorFlow.js 4.22 does not pass without it
      noEmit: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
    expect(await run(node, [tsc, '-p', '.'], { cwd: folder })).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('on the command line', () => {
  const npx = (...args: string[]) => run('npx', ['--no-install', 'maskpred', ...args], { cwd: app });

  it('predicts: one JSON line a picture, the faces as the library finds them', async () => {
    const { status, stdout, stderr } = await npx('predict', picture, '--json', '--out', 'annotated');
    expect(status, stderr).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0]) as {
      image: string;
      width: number;
      faces: { score: number; label: string; labelScore: number; scores: Record<string, number> }[];
    };
    const { people } = await quickAnswer();
    expect(line.image).toBe(picture);
    expect(line.faces.map(({ label }) => label)).toEqual(people.map(({ label }) => label));
    for (const [i, { labelScore, scores, label }] of line.faces.entries()) {
      expect(labelScore).toBeCloseTo(people[i].score, 3);
      expect(scores[label]).toBe(labelScore);
    }
    expect(await readdir(join(app, 'annotated'))).toHaveLength(1);
  });

  it('classifies: the picture is the crop', async () => {
    const { status, stdout, stderr } = await npx('classify', picture, '--json');
    expect(status, stderr).toBe(0);
    const line = JSON.parse(stdout) as { image: string; label: string; scores: Record<string, number> };
    expect(line.image).toBe(picture);
    expect(Object.keys(line.scores).sort()).toEqual(['mask', 'no-mask', 'not-face']);
  });

  it('answers the good pictures, names the bad one and ends with 1', async () => {
    const { status, stdout } = await npx('predict', 'missing.jpg', picture, '--json');
    expect(status).toBe(1);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { image: string; error?: { code: string }; faces?: unknown[] });
    expect(lines.find(({ image }) => image === 'missing.jpg')?.error?.code).toBe('FILE_NOT_FOUND');
    expect(lines.find(({ image }) => image === picture)?.faces).toBeDefined();
  });

  it('ends with 2 when it is used wrongly', async () => {
    const { status, stdout } = await npx('predict', picture, '--nonsense');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
