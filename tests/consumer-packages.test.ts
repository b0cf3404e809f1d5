import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';
import { readJson, ROOT } from './consumer/fixture.js';

const { app, packages } = inject('consumer');

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, unknown>;
  readonly dependencies?: Record<string, string>;
}

const allowed =
  /^(dist\/.+\.(js|d\.ts|wasm)|dist\/(?:webcam|label-page)\/.+|model\/.+|README\.md|CHANGELOG\.md|LICENSE|NOTICE|package\.json)$/;

/** What `--profile esm-only` leaves out: `require` gets ES modules by themselves from Node 20.19 on. */
const NOT_ESM: readonly string[] = ['node10', 'node16-cjs'];

describe.each(packages)('the packed $name', ({ name, folder, tarball, files }) => {
  const paths = files.map(({ path }) => path);
  const installed = join(app, 'node_modules', name);

  it('holds what is built and nothing of how it was built', () => {
    expect(paths.filter((path) => !allowed.test(path) || path.includes('.test.'))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
  });

  it('carries the licence of the project', async () => {
    expect(await readFile(join(installed, 'LICENSE'), 'utf8')).toBe(
      await readFile(join(ROOT, 'LICENSE'), 'utf8'),
    );
  });

  it('passes publint, strictly', async () => {
    const bytes = await readFile(tarball);
    const { messages } = await publint({
      strict: true,
      pack: { tarball: new Uint8Array(bytes).buffer },
    });
    const manifest = await readJson<Manifest>(join(folder, 'package.json'));
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it('has types that every resolution of ES modules finds, as `attw --profile esm-only` checks', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
    if (!result.types) return expect(name).toBe('@maskpred/cli'); // a command has none
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && NOT_ESM.includes(problem.resolutionKind)),
    );
    expect(problems).toEqual([]);
    expect(Object.keys(result.entrypoints)).toContain('.');
  });

  it('is ours alone: no dependency was built into it', async () => {
    // The webcam app and the labelling page are built for browsers, with all that they need; their NOTICES.md say what that is.
    const scripts = files.filter(
      ({ path }) => path.endsWith('.js') && !/^dist\/(?:webcam|label-page)\//.test(path),
    );
    const bytes = scripts.reduce((sum, { size }) => sum + size, 0);
    expect(scripts.length).toBeGreaterThan(0);
    // The largest of ours has 270 kB; zod alone would add 500 kB, TensorFlow.js 800 kB and more.
    expect(bytes).toBeLessThan(400_000);
  });

  it('names no folder of the machine that built it', async () => {
    for (const path of paths.filter((one) => /\.(js|d\.ts|json|md)$/.test(one))) {
      expect(await readFile(join(installed, path), 'utf8'), path).not.toContain(ROOT);
    }
  });

  it('depends on the other packages by a range that the registry can resolve', async () => {
    const { dependencies = {} } = await readJson<Manifest>(join(installed, 'package.json'));
    for (const [dependency, range] of Object.entries(dependencies)) {
      if (dependency.startsWith('@maskpred/')) expect(range).toMatch(/^\^\d+\.\d+\.\d+$/);
      else expect(range, `${dependency} is pinned`).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});

it("ships the classifier's model, of at most 5 MB, in shards of at most 4 MiB", () => {
  const { files } = packages.find(({ name }) => name === '@maskpred/classifier')!;
  const model = files.filter(({ path }) => path.startsWith('model/'));
  expect(model.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['model/model.json', 'model/metadata.json', 'model/MODEL_CARD.md']),
  );
  expect(model.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(5_000_000);
  for (const { path, size } of packages.flatMap((one) => one.files)) {
    if (path.endsWith('.bin')) expect(size, path).toBeLessThanOrEqual(4 * 1024 * 1024);
  }
});

it('names every file of a model folder in the code, for bundlers do not read manifests', async () => {
  for (const { name, files } of packages) {
    const models = files.filter(({ path }) => path.endsWith('model.json'));
    const dist = join(app, 'node_modules', name, 'dist');
    const code = await Promise.all(
      (await readdir(dist))
        .filter((file) => file.endsWith('.js'))
        .map((file) => readFile(join(dist, file), 'utf8')),
    );
    for (const { path } of models) {
      const { weightsManifest } = await readJson<{ weightsManifest: { paths: string[] }[] }>(
        join(app, 'node_modules', name, path),
      );
      const folder = path.replace(/model\.json$/, '');
      for (const shard of ['model.json', ...weightsManifest.flatMap(({ paths }) => paths)]) {
        const named = new RegExp(`new URL\\(["']\\.\\./${folder}${shard}["'], import\\.meta\\.url\\)`);
        expect(
          code.some((text) => named.test(text)),
          `${name} names ${folder}${shard}`,
        ).toBe(true);
      }
    }
  }
});
