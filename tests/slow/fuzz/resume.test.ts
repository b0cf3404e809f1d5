import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { MaskpredError } from '@maskpred/core';
import { openFeatureCache } from '@maskpred/core/train';
import { openFingerprintCache } from '@maskpred/dataset/node';
import fc from 'fast-check';
import { describe } from 'vitest';
import { loadTrainState } from '../../../packages/classifier/src/train/train-checkpoint.js';
import { readMoves } from '../../../packages/cli/src/dataset/dedupe/journal.js';
import { openSeenFile } from '../../../packages/cli/src/faces/seen-file.js';
import { readResults } from '../../../packages/cli/src/results-file.js';
import { formatShard, shardName } from '../../../packages/core/src/train/feature-shard.js';
import { parseJournal } from '../../../packages/crawler/src/store/journal.js';
import { openCheckpoints } from '../../../packages/detector/src/train/checkpoints.js';
import { fuzz } from './fuzz.js';
import { nearBytes, nearText } from './mutate-bytes.js';
import { nearLines, nearValue } from './mutate-json.js';
import { useScratch } from './scratch.js';

const scratch = useScratch();
const SHA = 'a1'.repeat(32);
const EPOCH = {
  phase: 'heads',
  epoch: 0,
  loss: 0.5,
  accuracy: 0.9,
  valLoss: 0.6,
  valAp: 0.7,
  learningRate: 0.001,
  durationMs: 12,
};
const lines = (...seeds: unknown[]) =>
  fc.oneof(nearLines(seeds), nearText([seeds.map((seed) => `${JSON.stringify(seed)}\n`).join('')]));

/** Files with a header as JSON, then numbers; in most of them the hash is that of the damaged content. */
function checkpoints(state: object, arrays: Readonly<Record<string, number>>): fc.Arbitrary<Uint8Array> {
  const header = {
    formatVersion: 2,
    key: 'key',
    state,
    arrays: Object.entries(arrays).map(([name, length]) => ({ name, length })),
  };
  const size = 4 * Object.values(arrays).reduce((sum, length) => sum + length, 0);
  const body = Uint8Array.from({ length: size }, (_, i) => (i * 37) % 120);
  return fc
    .record({
      json: nearValue([header]).map((value) => Buffer.from(JSON.stringify(value) ?? 'null')),
      numbers: fc.oneof(
        { arbitrary: fc.constant(body), weight: 4 },
        { arbitrary: nearBytes([body]), weight: 1 },
      ),
      gap: fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, { arbitrary: fc.integer(), weight: 1 }),
      isSigned: fc.oneof(
        { arbitrary: fc.constant(true), weight: 9 },
        { arbitrary: fc.constant(false), weight: 1 },
      ),
    })
    .map(({ json, numbers, gap, isSigned }) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE((json.length + gap) >>> 0);
      const content = Buffer.concat([length, json, numbers]);
      const hash = createHash('sha256')
        .update(isSigned ? content : json)
        .digest();
      return Buffer.concat([hash, content]);
    });
}

/** A checkpoint that is not gone on from is refused. */
function assertFound(status: string): void {
  if (status !== 'found') throw new MaskpredError('FILE_UNREADABLE', status);
}

describe('where an interrupted run goes on', () => {
  fuzz(
    'train-checkpoint',
    checkpoints(
      { phase: 'head', done: 1, iterations: 4, best: { epoch: 0, loss: 0.4 }, history: [EPOCH] },
      { 'values:kernel': 6, 'moments:0': 6, 'moments:1': 6, 'best:kernel': 6 },
    ),
    async (bytes) => {
      const { status, train } = await loadTrainState(scratch.write('a.checkpoint', bytes), 'key');
      assertFound(status);
      if (!Number.isInteger(train!.epochs.done) || !train!.history.every(({ loss }) => Number.isFinite(loss)))
        throw new Error('It would go on from nowhere.');
    },
  );
  fuzz(
    'detector-checkpoint',
    checkpoints(
      { history: [EPOCH], bestAp: 0.7, bestEpoch: 0 },
      { 'optimiser/steps': 1, 'optimiser/weight/a': 6, 'best/a': 6 },
    ),
    async (bytes) => {
      scratch.write('heads.checkpoint', bytes);
      const found = await openCheckpoints(scratch.folder, 'key').load('heads');
      assertFound(found.status);
      if (
        found.status === 'found' &&
        !found.checkpoint.progress.history.every(({ loss }) => Number.isFinite(loss))
      )
        throw new Error('It would go on from nowhere.');
    },
  );
  fuzz(
    'results',
    lines(
      {
        image: 'a.jpg',
        width: 9,
        height: 9,
        faces: [{ box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.9 }],
      },
      { image: 'b.jpg', error: { code: 'IMAGE_DECODE_FAILED', message: 'no picture' } },
    ),
    (text) => {
      const { wholeLength } = readResults(text, 'results.jsonl', 'predict');
      if (wholeLength > Buffer.byteLength(text)) throw new Error('It would cut the file where it is not.');
    },
  );
  fuzz(
    'seen-file',
    lines({ image: 'a.jpg', sha256: SHA, settings: { minScore: 0.5, model: null }, faces: 1 }),
    async (text) => (await openSeenFile(scratch.write('seen.jsonl', text))).close(),
  );
  fuzz('moves', lines({ name: 'a.jpg', from: '/set/mask' }, { name: 'b/c.jpg', from: '/set' }), (text) =>
    readMoves(scratch.write('moved.jsonl', text)),
  );
  fuzz(
    'crawl-journal',
    lines(
      {
        type: 'fetched',
        url: 'https://example.org/a.jpg',
        file: '01234567-89ab-cdef-0123-456789abcdef',
        sha256: SHA,
        dHash: '0123456789abcdef',
        width: 64,
        height: 48,
        byteLength: 1000,
        extension: 'jpg',
        retrievedAt: '2026-01-01T00:00:00.000Z',
      },
      { type: 'skipped', url: 'https://example.org/b.jpg', reason: 'too-small', width: 9, height: 9 },
      { type: 'failed', url: 'https://example.org/c.jpg', code: 'HTTP_FAILED', isRetryable: true },
    ),
    (text) => parseJournal(text),
    { canRefuse: false },
  );
});

describe('caches, which are worked out anew where they are no use', () => {
  const shard = formatShard({ identity: 'net', length: 3, keys: ['a', 'b'] }, [
    Uint16Array.of(1, 2, 3),
    Uint16Array.of(4, 5, 6),
  ]);
  fuzz(
    'feature-cache',
    nearBytes([shard]),
    async (bytes) => {
      const path = scratch.write(shardName(bytes), bytes);
      const cache = await openFeatureCache(scratch.folder, 3, { identity: 'net' });
      try {
        for (const key of ['a', 'b']) if (cache.has(key)) cache.gather([key]);
      } finally {
        cache.close();
        rmSync(path);
      }
    },
    { canRefuse: false },
  );
  const fingerprint = {
    key: 'a',
    sha256: SHA,
    width: 64,
    height: 48,
    sharpness: 3,
    hash: '0123456789abcdef',
    mirroredHash: '0123456789abcdef',
    miniature: Buffer.alloc(1024).toString('base64'),
  };
  fuzz(
    'fingerprints',
    lines(fingerprint),
    async (text) => {
      scratch.write('fingerprints-1.jsonl', text);
      (await openFingerprintCache(scratch.folder)).get('a');
    },
    { canRefuse: false },
  );
});
