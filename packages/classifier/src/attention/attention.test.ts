import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { RgbImage } from '@maskpred/core';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareFaces } from '../__fixtures__/faces.js';
import { paint, writeGridModel } from '../__fixtures__/grid-model.js';
import { loadClassifier } from '../load-classifier.js';
import { type AttentionMapper, createAttentionMapper } from './attention-mapper.js';

const shippedFolder = fileURLToPath(new URL('../../model', import.meta.url));
const faces = await bareFaces();

/** The engine whose tensors can be counted. */
const WASM = { engine: 'wasm' } as const;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'maskpred attention-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The face with a plain surgical mask over nose and mouth, as wide as a face is in a crop with the model's margin. */
function drawMask(face: RgbImage): RgbImage {
  const { width, height } = face;
  const data = Uint8Array.from(face.data);
  for (let y = Math.round(height * 0.42); y < height * 0.9; y++) {
    const inset = width * (0.22 + 0.35 * Math.max(0, y / height - 0.7));
    for (let x = Math.round(inset); x < width - inset; x++) {
      const fold = Math.round((y / height) * 40) % 4 === 0 ? 25 : 0;
      data.set([150 - fold, 190 - fold, 215 - fold], (y * width + x) * 3);
    }
  }
  return { data, width, height, channels: 3 };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the attention of the shipped model', () => {
  let mapper: AttentionMapper;
  beforeAll(async () => {
    mapper = await createAttentionMapper(undefined, WASM);
  });
  afterAll(() => mapper.dispose());

  it('adds up to the scores', async () => {
    const classifier = await loadClassifier();
    for (const crop of [faces[0]!, drawMask(faces[0]!)]) {
      const [row] = await classifier.classify([crop]);
      const centre = mean(row!.map(({ score }) => Math.log(score)));
      for (const { label, score } of row!) {
        const map = await mapper.map(crop, { label });
        expect([map.label, map.width, map.height]).toEqual([label, 7, 7]);
        expect(mean(map.values) + map.bias).toBeCloseTo(Math.log(score) - centre, 2);
      }
    }
    classifier.dispose();
  });

  it('is that of the answer where no label is asked for', async () => {
    const classifier = await loadClassifier();
    const [row] = await classifier.classify([faces[1]!]);
    expect(await mapper.map(faces[1]!)).toEqual(await mapper.map(faces[1]!, { label: row![0]!.label }));
    classifier.dispose();
  });

  it('sees a drawn mask where it is, and not in the bare face', async () => {
    const [brow, cover] = [[0, 14] as const, [21, 42] as const]; // rows 1 and 2, and rows 4 to 6, of 7
    for (const face of faces) {
      const drawn = (await mapper.map(drawMask(face), { label: 'mask' })).values;
      const bare = (await mapper.map(face, { label: 'mask' })).values;
      const riseOf = (rows: readonly [number, number]) =>
        mean(drawn.subarray(...rows)) - mean(bare.subarray(...rows));
      expect(riseOf(cover)).toBeGreaterThan(2 * riseOf(brow));
      expect(riseOf(cover)).toBeGreaterThan(1);
    }
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await mapper.map(faces[0]!);
    expect(tf.memory().numTensors).toBe(before);
    const other = await createAttentionMapper(undefined, WASM);
    other.dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(other.map(faces[0]!)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('knows no other labels', async () => {
    await expect(mapper.map(faces[0]!, { label: 'helmet' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('mask, no-mask, not-face') as string,
    });
  });

  it('stops when told to', async () => {
    const reason = new Error('enough');
    await expect(mapper.map(faces[0]!, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('the attention of a network whose answer is known', () => {
  it('is where the colour of the label is, for any number of labels and places', async () => {
    const folder = join(scratch, 'grid');
    await writeGridModel(folder, ['red', 'green', 'blue', 'dark']);
    const mapper = await createAttentionMapper(folder);
    // a 4 x 4 grid of places: red in the second of the first row, blue in the last of the last
    const crop = paint(16, 16, (x, y) =>
      y < 4 && x >= 4 && x < 8 ? [255, 0, 0] : y >= 12 && x >= 12 ? [0, 0, 255] : [0, 0, 0],
    );
    const strongest = async (label: string) => {
      const { values, width, height } = await mapper.map(crop, { label });
      expect([width, height]).toEqual([4, 4]);
      return values.indexOf(Math.max(...values));
    };
    expect(await strongest('red')).toBe(1);
    expect(await strongest('blue')).toBe(15);
    const maps = await Promise.all(mapper.labels.map((label) => mapper.map(crop, { label })));
    for (let place = 0; place < 16; place++) {
      expect(maps.reduce((sum, { values }) => sum + values[place]!, 0)).toBeCloseTo(0, 4);
    }
    mapper.dispose();
  });

  it('is refused where the network ends otherwise', async () => {
    const folder = join(scratch, 'deep');
    await writeGridModel(folder, ['red', 'green'], { hasHiddenLayer: true });
    (await loadClassifier(folder)).dispose(); // classifying with it is fine
    await expect(createAttentionMapper(folder)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('one linear layer') as string,
    });
  });

  it('is refused where labels and network differ', async () => {
    const folder = join(scratch, 'labels');
    await cp(shippedFolder, folder, { recursive: true });
    const file = join(folder, 'metadata.json');
    const metadata = JSON.parse(await readFile(file, 'utf8')) as { labels: string[] };
    metadata.labels = ['mask', 'no-mask'];
    await writeFile(file, JSON.stringify(metadata));
    await startEngine(WASM);
    const before = tf.memory().numTensors;
    await expect(createAttentionMapper(folder, WASM)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('2 labels') as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
