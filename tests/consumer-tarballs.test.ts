import { readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { build, type Rollup } from 'vite';
import { describe, expect, inject, it } from 'vitest';
import { readJson } from './consumer/fixture.js';

const { app, packages } = inject('consumer');

/**
 * The most that a package may take on disk, bytes: a sixth to a third above what it has. What grows past it is mostly
 * something that does not belong there. The CLI carries the webcam app with its engines and models.
 */
const BUDGETS: Readonly<Record<string, number>> = {
  '@maskpred/classifier': 6_000_000,
  '@maskpred/cli': 31_000_000,
  '@maskpred/core': 1_200_000,
  '@maskpred/crawler': 300_000,
  '@maskpred/dataset': 1_300_000,
  '@maskpred/detector': 8_500_000,
  '@maskpred/predictor': 100_000,
  '@maskpred/report': 150_000,
};

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Built for browsers with all that they need; imported by nobody. */
const PAGES = /^dist\/(?:webcam|label-page)\//;

describe.each(packages)('the packed $name', ({ name, files }) => {
  const installed = join(app, 'node_modules', name);

  it('stays within its size', () => {
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    expect(BUDGETS[name], `${name} has a budget`).toBeDefined();
    expect(bytes).toBeLessThanOrEqual(BUDGETS[name]!);
  });

  it('declares whatever it imports', async () => {
    const manifest = await readJson<Manifest>(join(installed, 'package.json'));
    const { dependencies, peerDependencies, optionalDependencies } = manifest;
    const declared = new Set([
      name,
      ...[dependencies, peerDependencies, optionalDependencies].flatMap((all) => Object.keys(all ?? {})),
    ]);
    const code = files
      .map(({ path }) => path)
      .filter((path) => /\.(js|d\.ts)$/.test(path) && !PAGES.test(path));
    const imported = new Map<string, string>();
    for (const path of code) {
      for (const one of importsOf(await readFile(join(installed, path), 'utf8'))) imported.set(one, path);
    }
    expect([...imported].filter(([one]) => !declared.has(one))).toEqual([]);
    expect(imported.size).toBeGreaterThan(0);
  });
});

it('finds what is imported, in each way of importing', () => {
  const code = `import a from 'a'; export * from "b/c"; const d = await import('@d/e/f');
    const url = new URL('@g/h/i.wasm', import.meta.url); require.resolve('i/package.json'); type J = import('j').J;
    import './own.js'; import { k } from 'node:fs'; new URL('own', import.meta.url);`;
  expect(importsOf(code).sort()).toEqual(['@d/e', '@g/h', 'a', 'b', 'i', 'j']);
});

/** Names of the packages that a file imports, without Node's own. */
function importsOf(code: string): string[] {
  const addresses = [
    ...ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName),
    ...[...code.matchAll(/new URL\(\s*["'](@[^"']+)["'],\s*import\.meta\.url/g)].map(
      ([, address]) => address!,
    ),
    ...[...code.matchAll(/\bresolve\(\s*["']([^"'.][^"']*)["']\s*\)/g)].map(([, address]) => address!),
  ];
  const bare = addresses.filter((address) => !/^[./]|^[a-z]+:/.test(address) && !isBuiltin(address));
  return [...new Set(bare.map((address) => /^(?:@[^/]+\/)?[^/]+/.exec(address)![0]))];
}

describe('what a bundler takes of a package', () => {
  /** One export, and the most that may come with it before anything is imported later, bytes without minification. */
  const cases = [
    ['@maskpred/core', 'iou', 1_500],
    ['@maskpred/core', 'cropImage', 8_000],
    ['@maskpred/core/browser', 'decodeImage', 10_000],
    ['@maskpred/dataset', 'licenseTerms', 8_000],
    ['@maskpred/dataset', 'splitDataset', 25_000],
    ['@maskpred/detector', 'detectFaces', 15_000],
    ['@maskpred/detector/evaluation', 'evaluateDetections', 16_000],
    ['@maskpred/classifier/evaluation', 'evaluateClassifications', 30_000],
    ['@maskpred/classifier', 'preprocess', 16_000],
    ['@maskpred/predictor', 'NOT_FACE', 1_000],
    ['@maskpred/predictor/evaluation', 'evaluateScenes', 25_000],
    ['@maskpred/report', 'renderConfusionPng', 20_000],
  ] as const;

  it.each(cases)('%s: %s comes without the rest', async (from, name, limit) => {
    const entry = join(app, `shake-${name}.mjs`);
    await writeFile(entry, `export { ${name} } from '${from}';\n`);
    const result = await build({
      root: app,
      configFile: false,
      logLevel: 'silent',
      build: {
        write: false,
        minify: false,
        rollupOptions: {
          input: entry,
          preserveEntrySignatures: 'strict',
          external: [/^node:/, 'sharp', 'vega', 'vega-lite'],
          output: { format: 'es' },
        },
      },
    });
    const { output } = [result].flat()[0] as Rollup.RollupOutput;
    const start = output.find((one): one is Rollup.OutputChunk => one.type === 'chunk' && one.isEntry)!;
    expect(start.exports).toEqual([name]);
    expect(start.code.length).toBeLessThan(limit);
    expect(start.imports.filter((one) => /vega/.test(one))).toEqual([]);
  });
});
