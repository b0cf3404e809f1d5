import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, MaskpredError, type RgbImage } from '@maskpred/core';
import { startEngine } from '@maskpred/core/tfjs';
import { loadClassifier } from '../load-classifier.js';
import { SHIPPED_MODEL } from '../shipped-model.js';
import type { TrainingSample } from './features.js';
import { readBackbone } from './read-backbone.js';
import { trainClassifier } from './train-classifier.js';
import type { TrainProgress } from './train-options.js';

let scratch: string;
beforeAll(async () => {
  await startEngine();
  scratch = await mkdtemp(join(tmpdir(), 'maskpred-train-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Stripes across or along: two classes that a frozen MobileNetV2 tells apart. */
function stripes(isAcross: boolean, seed: number): RgbImage {
  const random = createRandom(seed);
  const period = random.int(4, 10);
  const shade = random.int(120, 255);
  const size = 48;
  const data = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const at = isAcross ? Math.floor(i / size) : i % size;
    data.fill(at % period < period / 2 ? shade : random.int(0, 60), i * 3, i * 3 + 3);
  }
  return { data, width: size, height: size, channels: 3 };
}

const samples: TrainingSample[] = Array.from({ length: 24 }, (_, i) => {
  const label = i % 2 === 0 ? 'across' : 'along';
  return {
    id: `${label}/${i}.png`,
    label,
    part: i < 16 ? 'train' : 'val',
    read: () => Promise.resolve(stripes(i % 2 === 0, i)),
  };
});

const few = samples.slice(0, 6);

describe('trainClassifier', () => {
  it('learns from the backbone that ships, says how well, and writes a model that answers the same', async () => {
    const events: TrainProgress[] = [];
    const before = tf.memory().numTensors;
    const { folder, metadata, history } = await trainClassifier(samples, {
      epochs: 20,
      variants: 1,
      onProgress: (event) => events.push(event),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(metadata.labels).toEqual(['across', 'along']);
    expect(metadata.metrics!.accuracy).toMatchObject({ size: 8 });
    expect(metadata.metrics!.accuracy.value).toBeGreaterThanOrEqual(0.875);
    expect(metadata.trainingSet).toMatchObject({ size: 16, perLabel: { across: 8, along: 8 } });
    expect(history).toHaveLength(20);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
    expect(events.filter(({ type }) => type === 'features-cached')).toHaveLength(samples.length);

    const target = join(scratch, 'stripes');
    await writeFolder(target, folder);
    const classifier = await loadClassifier(target);
    const held = samples.filter(({ part }) => part === 'val');
    const rows = await classifier.classify(await Promise.all(held.map((sample) => sample.read())));
    const right = rows.filter((row, i) => row[0]!.label === held[i]!.label).length;
    expect(right / held.length).toBe(metadata.metrics!.accuracy.value);
    classifier.dispose();
  });

  it('gives the same bytes for the same seed, whatever the order of the samples', async () => {
    const options = { epochs: 3, variants: 1, seed: 7, val: 0, cacheFolder: join(scratch, 'order') };
    const samples = few;
    const one = await trainClassifier(samples, options);
    const other = await trainClassifier([...samples].reverse(), options);
    expect(other.folder['model.json']).toBe(one.folder['model.json']);
    expect(other.folder['group1-shard1of1.bin']).toEqual(one.folder['group1-shard1of1.bin']);
    const reseeded = await trainClassifier(samples, { ...options, seed: 8 });
    expect(reseeded.folder['group1-shard1of1.bin']).not.toEqual(one.folder['group1-shard1of1.bin']);
  });

  it('keeps feature vectors, so that an interrupted run goes on where it stopped', async () => {
    const cacheFolder = join(scratch, 'cache');
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = trainClassifier(samples, {
      epochs: 1,
      variants: 0,
      cacheFolder,
      signal: controller.signal,
      onProgress: (event) =>
        event.type === 'features-cached' && event.done === 10 && controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    const [folder] = await readdir(cacheFolder);
    const shards = await readdir(join(cacheFolder, folder!));
    expect(shards).toHaveLength(1);
    await trainClassifier(samples, { epochs: 1, variants: 0, cacheFolder });
    await trainClassifier(samples, { epochs: 1, variants: 0, cacheFolder });
    // One shard of the first run, one of the second, none of the third.
    expect(await readdir(join(cacheFolder, folder!))).toHaveLength(2);
  });

  it('fine-tunes the last blocks: the loss goes on falling and the written network computes what was measured', async () => {
    const { folder, metadata, history } = await trainClassifier(samples, {
      epochs: 2,
      fineTune: 2,
      variants: 0,
      cacheFolder: join(scratch, 'shared'),
    });
    expect(history).toHaveLength(4);
    expect(history[3]!.loss).toBeLessThan(history[2]!.loss);
    const target = join(scratch, 'tuned');
    await writeFolder(target, folder);
    const classifier = await loadClassifier(target);
    const held = samples.filter(({ part }) => part === 'val');
    const rows = await classifier.classify(await Promise.all(held.map((sample) => sample.read())));
    const right = rows.filter((row, i) => row[0]!.label === held[i]!.label).length;
    expect(right / held.length).toBe(metadata.metrics!.accuracy.value);
    classifier.dispose();
  });

  it('leaves out a picture that cannot be read, and says so', async () => {
    const error = new MaskpredError('IMAGE_DECODE_FAILED', 'along/x.jpg: not a whole picture');
    const broken: TrainingSample = { id: 'along/x.jpg', label: 'along', read: () => Promise.reject(error) };
    const events: TrainProgress[] = [];
    await trainClassifier([...samples, broken], {
      epochs: 1,
      variants: 0,
      cacheFolder: join(scratch, 'shared'),
      onProgress: (event) => events.push(event),
    });
    expect(events.filter(({ type }) => type === 'sample-skipped')).toEqual([
      { type: 'sample-skipped', id: 'along/x.jpg', error },
    ]);
  });

  it('tells what it says of every picture kept out, before and after the temperature', async () => {
    const result = await trainClassifier(samples, {
      ...{ epochs: 3, variants: 0, cacheFolder: join(scratch, 'shared') },
    });
    const { heldOut, heldOutUncalibrated, metadata, durationMs, engine, trainingEngine } = result;
    expect(heldOut.map(({ image }) => image).sort()).toEqual(
      samples.flatMap(({ id, part }) => (part === 'val' ? [id] : [])).sort(),
    );
    expect(heldOut[0]).toMatchObject({ truth: 'across', size: 48 });
    for (const { scores } of [...heldOut, ...heldOutUncalibrated]) {
      expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
    }
    const oddsOf = (rows: typeof heldOut) => Math.log(rows[0]!.scores[0]!.score / rows[0]!.scores[1]!.score);
    expect(oddsOf(heldOutUncalibrated) / oddsOf(heldOut)).toBeCloseTo(metadata.temperature, 2);
    expect(durationMs).toBeGreaterThan(0);
    expect(['wasm', 'onnx']).toContain(engine.name);
    expect(trainingEngine).toMatchObject({ name: 'wasm', version: '4.22.0' });
    expect(metadata.engines).toEqual({ features: engine, training: trainingEngine });
  });

  it('leaves out the same picture under two labels, and reports it', async () => {
    const copy: TrainingSample = { ...samples[0]!, id: 'along/copy.png', label: 'along' };
    const { conflicts, metadata } = await trainClassifier([...samples, copy], {
      ...{ epochs: 1, variants: 0, cacheFolder: join(scratch, 'shared') },
    });
    expect(conflicts).toEqual([{ ids: ['across/0.png', 'along/copy.png'], labels: ['across', 'along'] }]);
    expect(metadata.trainingSet.perLabel).toEqual({ across: 7, along: 8 });
  });

  it('goes on from its checkpoint to the same bytes, and starts anew for other options', async () => {
    const options = { epochs: 6, variants: 0, cacheFolder: join(scratch, 'shared') };
    const whole = await trainClassifier(samples, options);
    const checkpoint = join(scratch, 'checkpoint');
    const reason = new Error('enough');
    const controller = new AbortController();
    const interrupted = trainClassifier(samples, {
      ...options,
      checkpoint,
      signal: controller.signal,
      onProgress: (event) => event.type === 'epoch-ended' && event.epoch === 2 && controller.abort(reason),
    });
    await expect(interrupted).rejects.toBe(reason);
    const events: TrainProgress[] = [];
    const onProgress = (event: TrainProgress) => void events.push(event);
    const resumed = await trainClassifier(samples, { ...options, checkpoint, onProgress });
    expect(events).toContainEqual({ type: 'resumed', phase: 'head', epochsDone: 3 });
    expect(resumed.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(resumed.folder['group1-shard1of1.bin']).toEqual(whole.folder['group1-shard1of1.bin']);

    await trainClassifier(samples, { ...options, epochs: 1, checkpoint, onProgress });
    expect(events).toContainEqual({ type: 'checkpoint-ignored', reason: 'other' });
  });

  it('ends early with what it has when it is asked to', async () => {
    const controller = new AbortController();
    const { isStopped, history, folder } = await trainClassifier(samples, {
      ...{ epochs: 50, variants: 0, cacheFolder: join(scratch, 'shared') },
      stopSignal: controller.signal,
      onProgress: (event) => event.type === 'epoch-ended' && event.epoch === 1 && controller.abort(),
    });
    expect([isStopped, history.length]).toEqual([true, 2]);
    expect(Object.keys(folder)).toContain('model.json');
  });

  it('does not take the cache of another backbone', async () => {
    const weights = await readBackbone(SHIPPED_MODEL);
    const specs = [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
    const values = [...weights].flatMap(([name, weight]) =>
      name === 'Conv/bias'
        ? [Float32Array.from(weight.values, (v) => v + 0.1)]
        : [Float32Array.from(weight.values)],
    );
    await writeFile(join(scratch, 'other.json'), JSON.stringify(specs));
    await writeFile(join(scratch, 'other.bin'), Buffer.concat(values.map((v) => new Uint8Array(v.buffer))));
    const options = { epochs: 1, variants: 0, val: 0, cacheFolder: join(scratch, 'two backbones') };
    await trainClassifier(few, options);
    const backbone = join(scratch, 'other.json');
    const mixed = await trainClassifier(few, { ...options, backbone });
    const alone = await trainClassifier(few, { ...options, backbone, cacheFolder: join(scratch, 'alone') });
    expect(await readdir(options.cacheFolder)).toHaveLength(2);
    expect(mixed.folder['group1-shard1of1.bin']).toEqual(alone.folder['group1-shard1of1.bin']);
  });

  it('says WRITE_FAILED where the cache cannot be written', async () => {
    await writeFile(join(scratch, 'file'), '');
    const cacheFolder = join(scratch, 'file', 'cache');
    await expect(trainClassifier(few, { variants: 0, cacheFolder })).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
  });

  it.each([
    ['no samples', [], {}, 'INVALID_ARGUMENT', 'at least two labels'],
    ['one label', samples.slice(0, 1), {}, 'INVALID_ARGUMENT', 'got: across'],
    ['a strange label', samples, { labels: ['across', 'aslant'] }, 'UNKNOWN_LABEL', 'along/1.png'],
    [
      'a label without pictures',
      samples,
      { labels: ['across', 'along', 'aslant'] },
      'EMPTY_SPLIT',
      '"aslant"',
    ],
    ['no epochs', samples, { epochs: 0 }, 'INVALID_ARGUMENT', 'epochs'],
    ['a share above 0.9', samples, { val: 1 }, 'INVALID_ARGUMENT', 'val'],
  ])('refuses %s', async (_, given, options, code, message) => {
    await expect(
      trainClassifier(given, { variants: 0, cacheFolder: join(scratch, 'shared'), ...options }),
    ).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  it('keeps groups together on one side of its own split', async () => {
    const pairs = samples.map(({ part: _, ...sample }, i) => ({ ...sample, group: `group ${i >> 2}` }));
    const { metadata } = await trainClassifier(pairs, {
      ...{ epochs: 1, variants: 0, val: 0.4, cacheFolder: join(scratch, 'shared') },
    });
    expect(metadata.trainingSet.size % 4).toBe(0);
    expect(metadata.trainingSet.size + metadata.metrics!.accuracy.size).toBe(samples.length);
  });
});

async function writeFolder(
  target: string,
  folder: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const [name, content] of Object.entries(folder)) await writeFile(join(target, name), content);
}
