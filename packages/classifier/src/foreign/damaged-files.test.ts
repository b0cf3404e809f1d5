import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@maskpred/core/tfjs';
import * as h5 from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClassifier } from '../load-classifier.js';
import { expectRefusal, WASM } from './__fixtures__/refusal.js';
import { readKerasH5 } from './h5.js';
import { tinyMaskNet } from './__fixtures__/tiny-mobilenet.js';
import { writeH5 } from './__fixtures__/write-models.js';

const labels = ['with_mask', 'without_mask'];
let scratch: string;
const at = (name: string) => join(scratch, name);

beforeAll(async () => {
  await startEngine(WASM);
  scratch = await mkdtemp(join(tmpdir(), 'maskpred damaged-'));
  await writeH5(at('mask.h5'), tinyMaskNet());
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('a file that is damaged', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['something else', () => Buffer.from('version https://git-lfs.github.com/spec/v1')],
    ['the first bytes only', (bytes) => bytes.subarray(0, 96)],
  ])('is refused when it is %s', async (name, change) => {
    await writeFile(at(`${name}.h5`), change(await readFile(at('mask.h5'))));
    await expectRefusal(
      at(`${name}.h5`),
      { labels },
      'MODEL_LOAD_FAILED',
      `${name}.h5: is no whole HDF5 file`,
    );
  });

  it('is refused, or read, with any of its bytes changed', async () => {
    const bytes = await readFile(at('mask.h5'));
    for (let i = 0; i < 40; i++) {
      const changed = Buffer.from(bytes);
      changed.fill(0xff, (i * 389) % 16_000, ((i * 389) % 16_000) + 12);
      await writeFile(at('changed.h5'), changed);
      await loadClassifier(at('changed.h5'), { ...WASM, labels }).then(
        (classifier) => classifier.dispose(),
        (error: unknown) => expect(error).toMatchObject({ name: 'MaskpredError' }),
      );
    }
  });

  it('does not spoil the reading of whole ones, however many there are', async () => {
    const bytes = await readFile(at('mask.h5'));
    const cut = bytes.subarray(0, bytes.length / 2);
    for (let i = 0; i < 3200; i++) {
      await expect(readKerasH5(cut, 'cut.h5')).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    }
    expect(await readKerasH5(bytes, 'mask.h5')).toMatchObject({ location: 'mask.h5' });
  });

  it('is refused without network or weights', async () => {
    await h5.ready;
    for (const [name, message] of [
      ['weights.h5', 'holds weights only'],
      ['empty-model.h5', 'has no group model_weights'],
    ] as const) {
      const file = new h5.File(at(name), 'w');
      file.create_group('dense');
      if (name === 'empty-model.h5') file.create_attribute('model_config', '{}');
      file.close();
      await expectRefusal(at(name), { labels }, 'MODEL_INCOMPATIBLE', message);
    }
  });

  it('is refused when it claims to be enormous, before memory is taken', async () => {
    await h5.ready;
    const file = new h5.File(at('enormous.h5'), 'w');
    file.create_attribute('model_config', JSON.stringify(tinyMaskNet().topology));
    const data = new Float32Array(4);
    file
      .create_group('model_weights')
      .create_dataset({ name: 'w', data, shape: [4], maxshape: [null], chunks: [4] });
    (file.get('model_weights/w') as InstanceType<typeof h5.Dataset>).resize([2 ** 36]);
    file.close();
    await expectRefusal(at('enormous.h5'), { labels }, 'MODEL_INCOMPATIBLE', 'at most 256 MB are read');
  });

  it('is refused when it is not there, or of a kind that is not read', async () => {
    await expectRefusal(at('none.h5'), { labels }, 'MODEL_LOAD_FAILED', 'none.h5');
    await expectRefusal(at('model.keras'), { labels }, 'MODEL_LOAD_FAILED', 'model.save("name.h5")');
    await expectRefusal(at('tm.zip'), {}, 'MODEL_LOAD_FAILED', 'Unpack it first');
    await expectRefusal(at('saved_model.pb'), { labels }, 'MODEL_LOAD_FAILED', 'SavedModels are not read');
  });

  it('is refused when what lies beside it does not fit', async () => {
    await writeH5(at('beside.h5'), tinyMaskNet());
    await writeFile(at('beside.metadata.json'), '{"labels": "mask"}');
    await expectRefusal(at('beside.h5'), {}, 'MODEL_INCOMPATIBLE', 'its metadata does not fit: labels');
    await writeFile(at('beside.metadata.json'), '{"labels"');
    await expectRefusal(at('beside.h5'), {}, 'MODEL_LOAD_FAILED', 'is not valid JSON');
  });
});
