import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataOf, writeColourModel } from './__fixtures__/model-folder.js';
import { photograph } from './__fixtures__/photographs.js';
import { BIN, jsonLines, runCli } from './__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from './__fixtures__/workplace.js';

let workplace: Workplace;
let folder: string;
let model: string;
let photo: string;

beforeAll(async () => {
  workplace = await createWorkplace();
  ({ folder, model, photo } = workplace);
}, SLOW);

afterAll(() => workplace.remove());

describe('usage', () => {
  it('prints help without a command, and the version', async () => {
    const alone = await runCli([]);
    expect([alone.status, alone.stderr]).toEqual([0, '']);
    expect(alone.stdout).toContain('maskpred predict photo.jpg');
    const version = await runCli(['--version']);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.skipIf(process.platform !== 'linux')(
    'says in a line that stdout is a file on a full disk',
    () => {
      const full = openSync('/dev/full', 'w');
      for (const args of [[], ['classify', photo, '--json', '--model', model]]) {
        const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], {
          stdio: ['ignore', full, 'pipe'],
          encoding: 'utf8',
        });
        expect([status, stderr]).toEqual([
          1,
          expect.stringMatching(/^maskpred: stdout: cannot be written: ENOSPC.* \(WRITE_FAILED\)\n$/),
        ]);
      }
      closeSync(full);
    },
    SLOW,
  );

  it.each([
    ['no input', ['predict'], 'maskpred predict photo.jpg'],
    ['an unknown command', ['detekt'], 'detekt'],
    ['an unknown option', ['predict', '--jsn', 'a.jpg'], '--jsn'],
    ['an unknown engine', ['predict', '--engine', 'cuda', 'a.jpg'], 'wasm'],
    ['an unknown detector', ['predict', '--detector', 'yolo', 'a.jpg'], 'ssd'],
    ['a bad number', ['predict', '--min-score', 'high', 'a.jpg'], 'a number from 0 to 1'],
    ['an input size that does not fit', ['predict', '--input-size', '500', 'a.jpg'], 'multiple of 64'],
    ['a glob that matches nothing', ['classify', 'nothing-here-*.jpg'], 'nothing-here-*.jpg'],
  ])('ends with 2 for %s', async (_, args, hint) => {
    const { status, stdout, stderr } = await runCli(args, { cwd: folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(hint);
  });

  it('ends with 2 for an engine of the environment that is none', async () => {
    const { status, stderr } = await runCli(['classify', photo, '--model', model], {
      env: { MASKPRED_ENGINE: 'cuda' },
    });
    expect(status).toBe(2);
    expect(stderr).toContain('Choose one of: auto, onnx, wasm, tensorflow');
  });
});

describe('classify', () => {
  it(
    'takes the whole picture as the crop',
    async () => {
      const place = await workplace.subfolder('crops');
      for (const [name, background] of [
        ['blue', '#0000ff'],
        ['red', '#ff0000'],
      ] as const) {
        await sharp({ create: { width: 40, height: 50, channels: 3, background } })
          .png()
          .toFile(join(place, `${name}.png`));
      }
      const args = ['classify', 'blue.png', 'red.png', 'missing.png', '--model', model];
      const { status, stdout } = await runCli([...args, '--json'], { cwd: place });
      const [blue, red, missing] = jsonLines(stdout);
      expect(status).toBe(1);
      expect(Object.keys(blue)).toEqual(['image', 'label', 'score', 'scores']);
      expect([blue['label'], red['label']]).toEqual(['mask', 'no-mask']);
      expect(blue['score']).toBe((blue['scores'] as Record<string, number>)['mask']);
      expect(missing).toMatchObject({ image: 'missing.png', error: { code: 'FILE_NOT_FOUND' } });
      const text = await runCli(args, { cwd: place });
      expect(text.stdout).toMatch(/^blue\.png +mask +\d+\.\d %/);

      const threaded = await runCli([...args, '--json', '--concurrency', '2', '--resume', 'r.jsonl'], {
        cwd: place,
      });
      expect(threaded).toMatchObject({ status: 1, stdout });
      const again = await runCli([...args, '--json', '--resume', 'r.jsonl'], { cwd: place });
      expect(jsonLines(again.stdout).map(({ image }) => image)).toEqual(['missing.png']);
      const mixed = await runCli(['predict', 'blue.png', '--model', model, '--resume', 'r.jsonl'], {
        cwd: place,
      });
      expect(mixed.status).toBe(2);
    },
    SLOW,
  );
});

describe('a model folder that is not whole', () => {
  it.each([
    ['a shard is missing', 'MODEL_LOAD_FAILED', (path: string) => rm(join(path, 'group1-shard1of1.bin'))],
    [
      'a shard is cut short',
      'MODEL_LOAD_FAILED',
      (path: string) => writeFile(join(path, 'group1-shard1of1.bin'), 'x'),
    ],
    ['the metadata is missing', 'MODEL_LOAD_FAILED', (path: string) => rm(join(path, 'metadata.json'))],
    [
      'the metadata is corrupted',
      'MODEL_LOAD_FAILED',
      (path: string) => writeFile(join(path, 'metadata.json'), '{"la'),
    ],
    [
      'the metadata says nothing',
      'MODEL_INCOMPATIBLE',
      (path: string) => writeFile(join(path, 'metadata.json'), '{}'),
    ],
    [
      'there are too few labels',
      'MODEL_INCOMPATIBLE',
      (path: string) =>
        writeFile(join(path, 'metadata.json'), JSON.stringify(metadataOf(['mask', 'no-mask']))),
    ],
  ])(
    'ends with 1 and a code when %s',
    async (name, code, damage) => {
      const path = join(folder, name.replaceAll(' ', '-'));
      await writeColourModel(path);
      await damage(path);
      const { status, stdout, stderr } = await runCli(['classify', photo, '--json', '--model', path]);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(new RegExp(`^maskpred: .*\\(${code}\\)\\n$`));
      expect(stderr).toContain(path);
    },
    SLOW,
  );

  it(
    'is reported from threads too',
    async () => {
      const args = [
        'predict',
        photo,
        photograph(2),
        '--concurrency',
        '2',
        '--model',
        join(folder, 'nowhere'),
      ];
      const { status, stdout, stderr } = await runCli(args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain('(MODEL_LOAD_FAILED)');
    },
    SLOW,
  );
});

describe('--int8', () => {
  it(
    'is an error on an engine that has no integers',
    async () => {
      const args = ['predict', photo, '--int8', '--engine', 'wasm', '--model', model];
      const { status, stdout, stderr } = await runCli(args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain('Integers of 8 bits run on the engine onnx, and this is wasm.');
    },
    SLOW,
  );

  it.skipIf(!isInstalled('onnxruntime-node'))(
    'finds the same faces on onnx, in boxes that differ a little',
    async () => {
      const predict = async (...options: string[]) => {
        const args = ['predict', photo, '--json', '--engine', 'onnx', '--model', model, ...options];
        return jsonLines((await runCli(args)).stdout)[0]!['faces'] as { box: Record<string, number> }[];
      };
      const [exact, rounded] = [await predict(), await predict('--int8')];
      expect(rounded).toHaveLength(exact.length);
      expect(rounded).not.toEqual(exact);
      rounded.forEach(({ box }, i) => {
        for (const side of ['x', 'y', 'width', 'height']) {
          expect(Math.abs(box[side]! - exact[i]!.box[side]!)).toBeLessThan(exact[i]!.box['width']! * 0.1);
        }
      });
    },
    SLOW,
  );
});

describe('doctor', () => {
  it(
    'says what the machine has: every engine with its speed or why it does not run, and which is used and why',
    async () => {
      const { status, stdout } = await runCli(['doctor', '--json']);
      const [report] = jsonLines(stdout);
      expect(status).toBe(0);
      const used = isInstalled('onnxruntime-node') ? 'onnx' : 'wasm';
      expect(report).toMatchObject({
        node: process.version,
        defaultEngine: { name: 'auto', runs: true, startedAs: used, reason: expect.any(String) },
      });
      const engines = report!['engines'] as Record<string, unknown>[];
      expect(engines.map(({ name }) => name)).toEqual(['onnx', 'wasm', 'tensorflow']);
      expect(engines[1]).toMatchObject({
        runs: true,
        version: '4.22.0',
        timings: { detection: { ms: expect.any(Number) }, classification: { ms: expect.any(Number) } },
      });
      for (const { runs, error } of engines) {
        if (!runs) expect(error).toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
      }
      expect(Object.keys(report!['packages'] as object)).toContain('sharp');
    },
    SLOW,
  );

  it.skipIf(isInstalled('@tensorflow/tfjs-node'))(
    'ends with 1 when the engine that is asked for is not there',
    async () => {
      for (const args of [
        ['doctor', '--engine', 'tensorflow'],
        ['classify', photo, '--engine', 'tensorflow', '--model', model],
      ]) {
        const { status, stdout, stderr } = await runCli(args);
        expect(status).toBe(1);
        expect(stdout + stderr).toContain('npm i @tensorflow/tfjs-node');
      }
    },
    SLOW,
  );
});

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
