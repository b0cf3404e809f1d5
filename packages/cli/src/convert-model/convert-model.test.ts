import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';

let workplace: Workplace;
const at = (...parts: readonly string[]) => join(workplace.folder, ...parts);

beforeAll(async () => {
  workplace = await createWorkplace();
  await mkdir(at('layers'));
  await writeLayersModel(at('layers'));
  for (const [name, background] of Object.entries({ blue: '#00f', red: '#f00' })) {
    const picture = sharp({ create: { width: 24, height: 24, channels: 3, background } });
    await picture.png().toFile(at(`${name}.png`));
  }
}, SLOW);
afterAll(() => workplace.remove());

/** Writes a TensorFlow.js layers model of 8 x 8 pixels whose first output is blue, and whose second is red. */
async function writeLayersModel(folder: string): Promise<void> {
  const layers = [
    {
      class_name: 'Rescaling',
      config: { name: 'rescaling', scale: 1 / 255, batch_input_shape: [null, 8, 8, 3] },
    },
    { class_name: 'GlobalAveragePooling2D', config: { name: 'pool' } },
    { class_name: 'Dense', config: { name: 'dense', units: 2, activation: 'softmax', use_bias: false } },
  ];
  const model = {
    format: 'layers-model',
    modelTopology: { model_config: { class_name: 'Sequential', config: { name: 'sequential', layers } } },
    weightsManifest: [
      { paths: ['weights.bin'], weights: [{ name: 'dense/kernel', shape: [3, 2], dtype: 'float32' }] },
    ],
  };
  const kernel = Float32Array.of(-4, 4, 0, 0, 4, -4); // [red, green, blue] x outputs
  await writeFile(join(folder, 'model.json'), JSON.stringify(model));
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(kernel.buffer));
}

const classify = async (...options: readonly string[]) => {
  const { status, stdout } = await runCli(['classify', at('blue.png'), at('red.png'), '--json', ...options]);
  expect(status).toBe(0);
  return jsonLines(stdout).map(({ label }) => label);
};

describe('maskpred convert-model', { timeout: SLOW }, () => {
  it('writes a model folder that answers as the model itself does', async () => {
    const out = at('converted');
    const args = [
      'convert-model',
      at('layers'),
      '--labels',
      'cold,warm',
      '--crop-margin',
      '0.2',
      '--out',
      out,
    ];
    const { status, stdout, stderr } = await runCli([...args, '--json']);
    expect([status, stderr]).toEqual([0, '']);
    expect(jsonLines(stdout)[0]).toMatchObject({
      labels: ['cold', 'warm'],
      pixelRange: [0, 1],
      cropMargin: 0.2,
    });
    expect((await readdir(out)).sort()).toEqual([
      'MODEL_CARD.md',
      'group1-shard1of1.bin',
      'metadata.json',
      'model.json',
    ]);
    const answers = ['cold', 'warm'];
    expect(await classify('--model', out)).toEqual(answers);
    expect(await classify('--model', at('layers'), '--labels', 'cold,warm')).toEqual(answers);
  });

  it('asks for what the model does not say, and writes nothing', async () => {
    const { status, stdout, stderr } = await runCli(['convert-model', at('layers'), '--out', at('nothing')]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--labels with_mask,without_mask');
    expect(await readdir(workplace.folder)).not.toContain('nothing');
  });

  it('leaves alone a folder of other files, and a model that cannot be replaced by one that is not whole', async () => {
    const labels = ['--labels', 'a,b'];
    const other = await runCli(['convert-model', at('layers'), ...labels, '--out', at('layers')]);
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('holds the model that is to be converted');
    await mkdir(at('notes'));
    await writeFile(at('notes', 'diary.txt'), '');
    const notes = await runCli(['convert-model', at('layers'), ...labels, '--out', at('notes')]);
    expect([notes.status, await readdir(at('notes'))]).toEqual([2, ['diary.txt']]);
    const before = await readFile(join(workplace.model, 'metadata.json'), 'utf8');
    const missing = await runCli(['convert-model', at('none.h5'), ...labels, '--out', workplace.model]);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('none.h5: no such file');
    expect(await readFile(join(workplace.model, 'metadata.json'), 'utf8')).toBe(before);
  });

  it.each([
    ['--labels', 'mask'],
    ['--labels', 'mask,mask'],
    ['--pixel-range', '1,-1'],
    ['--pixel-range', '0'],
    ['--precision', 'uint8'],
  ])('refuses %s %s', async (...option) => {
    expect((await runCli(['convert-model', at('layers'), ...option])).status).toBe(2);
  });
});
