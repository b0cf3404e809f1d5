import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatManifestEntry } from '@maskpred/core/manifest';
import { formatCropRecord } from '@maskpred/dataset';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrainingFolder } from './training-samples.js';

const SHA256 = 'ab'.repeat(32);

let folder: string;

/** `a/1.jpg`, a crop of a crawled picture, and `b/1.jpg`, of which nothing is known. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-samples-'));
  const create = { width: 20, height: 30, channels: 3, background: 'red' } as const;
  for (const label of ['a', 'b']) {
    await mkdir(join(folder, label));
    await sharp({ create })
      .jpeg()
      .toFile(join(folder, label, '1.jpg'));
  }
  const entryOf = (label: string) => ({ id: `${label}/1.jpg`, group: label, label, part: 'train' });
  await writeFile(join(folder, 'split.json'), JSON.stringify(['a', 'b'].map(entryOf)));
  const box = { x: 1, y: 2, width: 20, height: 30 };
  await writeFile(
    join(folder, 'crops.jsonl'),
    formatCropRecord({
      fileName: 'a/1.jpg',
      label: 'a',
      source: 'street.jpg',
      sourceSha256: SHA256,
      box,
      margin: 0.15,
    }),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function readSources(): Promise<(string | undefined)[]> {
  const { stdout, stderr } = process;
  const { signal } = new AbortController();
  const context = { stdout, stderr, signal, setExitCode: () => undefined };
  const { samples } = await readTrainingFolder(folder, { val: 0.2, seed: 1, cache: folder }, context);
  return samples.map(({ source }) => source);
}

describe('readTrainingFolder', () => {
  it('knows no source of pictures without a manifest', async () => {
    expect(await readSources()).toEqual([undefined, undefined]);
  });

  it("takes the source of a crop from the crawl's manifest in its folder", async () => {
    await writeFile(
      join(folder, 'manifest.jsonl'),
      formatManifestEntry({
        source: 'commons',
        query: 'people',
        url: 'https://example.org/a.jpg',
        license: { id: 'cc0-1.0', status: 'verified' },
        sha256: SHA256,
        dHash: '0'.repeat(16),
        width: 640,
        height: 427,
        byteLength: 9,
        retrievedAt: '2026-01-01T00:00:00.000Z',
        fileName: `${SHA256}.jpg`,
      }),
    );
    expect(await readSources()).toEqual(['commons', undefined]);
  });
});
