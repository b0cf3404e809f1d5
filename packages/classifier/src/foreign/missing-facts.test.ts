import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClassifier, type LoadClassifierOptions } from '../load-classifier.js';
import { edited, expectRefusal, WASM } from './__fixtures__/refusal.js';
import { tinyMaskNet } from './__fixtures__/tiny-mobilenet.js';
import { writeH5 } from './__fixtures__/write-models.js';

const labels = ['with_mask', 'without_mask'];
let scratch: string;
const at = (name: string) => join(scratch, name);

beforeAll(async () => {
  await startEngine(WASM);
  scratch = await mkdtemp(join(tmpdir(), 'maskpred facts-'));
  await writeH5(at('mask.h5'), tinyMaskNet());
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('a model that does not say enough', () => {
  it('asks for labels, and explains their order', async () => {
    await expectRefusal(
      at('mask.h5'),
      {},
      'INVALID_ARGUMENT',
      'mask.h5: does not say what its 2 labels are',
      '--labels with_mask,without_mask',
      'sort names by the alphabet',
      '.metadata.json',
    );
  });

  it('asks for the pixel range when the network is no MobileNet', async () => {
    const model = edited((text) => text.replaceAll('block_1_', 'part_1_'));
    const weights = model.weights.map((w) => ({ ...w, layer: w.layer.replace('block_1_', 'part_1_') }));
    await writeH5(at('other.h5'), { ...model, weights });
    await expectRefusal(
      at('other.h5'),
      { labels },
      'INVALID_ARGUMENT',
      '`pixelRange`',
      '--pixel-range 0,1',
      '1/255',
    );
    const classifier = await loadClassifier(at('other.h5'), { ...WASM, labels, pixelRange: [0, 1] });
    expect(classifier.metadata).toMatchObject({ pixelRange: [0, 1], backbone: 'unknown' });
    classifier.dispose();
  });

  it('asks for the input size when the network takes any', async () => {
    const model = edited((text) =>
      text
        .replace('[null,32,32,3]', '[null,null,null,3]')
        .replace('"class_name":"AveragePooling2D"', '"class_name":"GlobalAveragePooling2D"'),
    );
    await writeH5(at('any.h5'), model);
    await expectRefusal(at('any.h5'), { labels }, 'INVALID_ARGUMENT', '`inputSize`');
    const classifier = await loadClassifier(at('any.h5'), { ...WASM, labels, inputSize: 64 });
    expect(classifier.metadata.inputSize).toBe(64);
    classifier.dispose();
  });

  it.each<[string, LoadClassifierOptions, string]>([
    ['one label', { labels: ['mask'] }, '`labels`'],
    ['a label twice', { labels: ['mask', 'mask'] }, '`labels`'],
    ['an empty label', { labels: ['mask', ' '] }, '`labels`'],
    ['too many labels', { labels: ['a', 'b', 'c'] }, 'has 2 labels, `labels` names 3 (a, b, c)'],
    ['a pixel range upside down', { labels, pixelRange: [1, -1] }, '`pixelRange`'],
    ['a pixel range that is no number', { labels, pixelRange: [0, NaN] }, '`pixelRange`'],
    ['another input size', { labels, inputSize: 224 }, 'takes pictures of 32 x 32, `inputSize` says 224'],
    ['no input size', { labels, inputSize: 0 }, '`inputSize`'],
    ['a negative margin', { labels, cropMargin: -1 }, '`cropMargin`'],
  ])('refuses %s', async (_, options, message) => {
    await expectRefusal(at('mask.h5'), options, 'INVALID_ARGUMENT', message);
  });

  it('refuses options that the model itself answers', async () => {
    await expect(loadClassifier(undefined, { labels })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Leave the option out') as string,
    });
  });
});
