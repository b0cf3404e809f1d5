import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackbone } from './read-backbone.js';

const shipped = fileURLToPath(new URL('../../model', import.meta.url));
let scratch: string;

/** The shipped model's weights as a weight list: the specs beside the bytes. */
beforeAll(async () => {
  await startEngine();
  scratch = await mkdtemp(join(tmpdir(), 'maskpred-backbone-'));
  const model = JSON.parse(await readFile(join(shipped, 'model.json'), 'utf8')) as {
    weightsManifest: { paths: string[]; weights: unknown[] }[];
  };
  const [{ paths, weights }] = model.weightsManifest as [{ paths: string[]; weights: unknown[] }];
  await writeFile(join(scratch, 'start.json'), JSON.stringify(weights));
  const shards = await Promise.all(paths.map((path) => readFile(join(shipped, path))));
  await writeFile(join(scratch, 'start.bin'), Buffer.concat(shards));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('readBackbone', () => {
  it.each([
    ['a weight list', () => join(scratch, 'start.json')],
    ['the folder of a weight list', () => scratch],
  ])('reads %s like the model folder it was made from', async (_, source) => {
    const [expected, weights] = [await readBackbone(shipped), await readBackbone(source())];
    expect(weights.get('Conv/kernel')!.shape).toEqual([3, 3, 3, 32]);
    expect(weights.get('Conv_1/kernel')).toEqual(expected.get('Conv_1/kernel'));
  });

  it('says which file of a weight list is cut', async () => {
    await writeFile(join(scratch, 'cut.json'), await readFile(join(scratch, 'start.json')));
    await writeFile(join(scratch, 'cut.bin'), (await readFile(join(scratch, 'start.bin'))).subarray(0, 99));
    await expect(readBackbone(join(scratch, 'cut.json'))).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('cut.bin') as string,
    });
  });

  it('refuses another network', async () => {
    await writeFile(
      join(scratch, 'other.json'),
      JSON.stringify([{ name: 'w', shape: [1], dtype: 'float32' }]),
    );
    await writeFile(join(scratch, 'other.bin'), new Uint8Array(4));
    await expect(readBackbone(join(scratch, 'other.json'))).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
    });
  });

  it('says what is missing', async () => {
    await expect(readBackbone('/no/such/folder')).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  });
});
