import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, createConsumer, PICTURES, ROOT } from '../consumer/fixture.js';
import { run, runWell } from '../consumer/run.js';
import { differenceOf, readSnippets, type Snippet } from '../consumer/snippets.js';

/** What a reader of a snippet has already: from the snippet before, or of his own. */
const GIVEN = `
declare global {
  const box: import('@maskpred/core').Box;
  const crop: import('@maskpred/core').RgbImage;
  const photo: import('@maskpred/core').RgbImage;
  const file: Blob;
  const video: HTMLVideoElement;
  const items: import('@maskpred/dataset/node').DuplicateItem[];
  const paths: string[];
  const pictures: import('@maskpred/core').RawImage[];
  const proposals: import('@maskpred/dataset').FaceProposal[];
  const samples: import('@maskpred/classifier/train').TrainingSample[];
  const detector: Awaited<ReturnType<typeof import('@maskpred/detector').createSsdDetector>>;
  const predictor: import('@maskpred/predictor').MaskPredictor;
  const storedAnswers: object;
  const createMySource: (answers: object) => import('@maskpred/crawler').ImageSource;
  const createMyDetector: () => Promise<import('@maskpred/detector').FaceDetector>;
  const draw: (id: number, box: import('@maskpred/core').Box, label?: string) => void;
  const it: (name: string, run: () => unknown) => void;
  const classifyFaces: typeof import('@maskpred/classifier').classifyFaces;
  const createAttentionMapper: typeof import('@maskpred/classifier').createAttentionMapper;
  const createFaceDetector: typeof import('@maskpred/detector').createFaceDetector;
  const createFaceEmbedder: typeof import('@maskpred/classifier').createFaceEmbedder;
  const createMaskPredictor: typeof import('@maskpred/predictor').createMaskPredictor;
  const decodeImage: typeof import('@maskpred/core/node').decodeImage;
  const detectFaces: typeof import('@maskpred/detector').detectFaces;
  const drawAttention: typeof import('@maskpred/classifier').drawAttention;
  const groupDuplicates: typeof import('@maskpred/dataset/node').groupDuplicates;
  const readDataset: typeof import('@maskpred/dataset/node').readDataset;
  const writeDataset: typeof import('@maskpred/dataset/node').writeDataset;
}
export {};
`;

/** How the same names are made where a snippet is run, in the order in which they need each other. */
const MADE: readonly (readonly [name: string, code: string])[] = [
  ['decodeImage', "import { decodeImage } from '@maskpred/core/node';"],
  ['createFaceDetector', "import { createFaceDetector } from '@maskpred/detector';"],
  ['createMaskPredictor', "import { createMaskPredictor } from '@maskpred/predictor';"],
  ['detector', "const detector = await (await import('@maskpred/detector')).createFaceDetector();"],
  ['predictor', "const predictor = await (await import('@maskpred/predictor')).createMaskPredictor();"],
];

/** What a snippet contains that has more to it than a photograph; the rest is run. */
const NOT_RUN: readonly string[] = [
  "kind: 'mediapipe'", // a browser
  'push(video', // a camera
  '(file)', // a browser
  'crawlImages(', // other people's servers
  'list:pictures.csv',
  "'scenes'", // a data set
  "'party'",
  "'party.jpg'",
  'synthesizeFace(',
  'openFingerprintCache(',
  'groupDuplicates(items',
  'mapper.map(crop',
  'trainClassifier(', // a training set
  'trainDetector(',
  "'my-model'", // a model of one's own
  "'model'",
  'mask_mobile_net.h5',
  'createMy', // code of one's own
];

const snippets = await readSnippets(ROOT);
const others = (process.env['MASKPRED_OTHER_NODES'] ?? '').split(':').filter(Boolean);
const runnable = snippets.filter(({ code }) => !NOT_RUN.some((part) => code.includes(part)));

describe('the code in READMEs and guides', () => {
  let consumer: Consumer;
  let folder: string;

  beforeAll(async () => {
    consumer = await createConsumer();
    folder = join(consumer.app, 'snippets');
    await mkdir(folder);
    await copyFile(join(PICTURES, 'sample1.jpg'), join(folder, 'photo.jpg'));
  });

  afterAll(async () => {
    if (consumer) await rm(dirname(consumer.app), { recursive: true, force: true });
  });

  it('uses what the packed packages export', async () => {
    const require = createRequire(import.meta.url);
    await writeFile(join(folder, 'given.d.ts'), GIVEN);
    await Promise.all(
      snippets.map(({ code }, i) => writeFile(join(folder, `snippet-${i}.mts`), `${code}\nexport {};\n`)),
    );
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      types: ['node'],
      typeRoots: [join(require.resolve('@types/node/package.json'), '../..')],
      paths: { vitest: [require.resolve('vitest').replace(/index\.\w+$/, 'dist/index.d.ts')] },
      strict: false, // READMEs have JavaScript
      skipLibCheck: true,
      noEmit: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], { cwd: folder });
    const named = stdout.replace(/snippet-(\d+)\.mts/g, (_, index) => snippets[Number(index)]!.where);
    expect(named).toBe('');
  });

  describe.each([process.execPath, ...others])('on %s', (node) => {
    it.each(runnable)('$where does what it says', async (snippet) => {
      const name = `run-${snippets.indexOf(snippet)}.mjs`;
      await writeFile(join(folder, name), withMade(snippet));
      const printed = await runWell(node, [name], { cwd: folder });
      if (snippet.prints !== '') expect(differenceOf(snippet.prints, printed)).toBeUndefined();
    });
  });
});

it('there is code to look at, and most of it is run', () => {
  expect(snippets.length).toBeGreaterThan(30);
  expect(runnable.length).toBeGreaterThan(12);
});

function withMade({ code }: Snippet): string {
  const isFree = (name: string) =>
    new RegExp(`\\b${name}\\b(?!['\\/-])`).test(code) &&
    !new RegExp(`import \\{[^}]*\\b${name}\\b|const (?:[[{][^=]*)?\\b${name}\\b`).test(code);
  const made = MADE.filter(([name]) => isFree(name)).map(([, line]) => line);
  return [...made, code].join('\n');
}
