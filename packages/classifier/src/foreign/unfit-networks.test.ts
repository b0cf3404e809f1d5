import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { edited, expectRefusal, WASM, withWeight } from './__fixtures__/refusal.js';
import { type KerasModel, tinyMaskNet } from './__fixtures__/tiny-mobilenet.js';
import { writeLayersModel, writeTeachableMachine } from './__fixtures__/write-models.js';

const labels = ['with_mask', 'without_mask'];
let scratch: string;
const at = (name: string) => join(scratch, name);

beforeAll(async () => {
  await startEngine(WASM);
  scratch = await mkdtemp(join(tmpdir(), 'maskpred unfit-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('a network that cannot be run', () => {
  const first = 'Conv1';
  it.each<[string, () => KerasModel, string]>([
    [
      'with a Lambda layer, whose code is never run',
      () => edited((text) => text.replace('"class_name":"Dropout"', '"class_name":"Lambda"')),
      'is a Lambda: it holds program code, which is never run',
    ],
    [
      'with a layer of its own',
      () => edited((text) => text.replace('"class_name":"Dropout"', '"class_name":"MyAttention"')),
      'its layer MyAttention is none that maskpred knows',
    ],
    [
      'without a weight',
      () => withWeight(first, 'kernel', () => undefined),
      'the weight "kernel" of the layer "Conv1"',
    ],
    [
      'with a weight of another shape',
      () => withWeight(first, 'kernel', (w) => ({ ...w, shape: [3, 3, 8, 3] })),
      'has the shape [3, 3, 8, 3], the description of the network asks for [3, 3, 3, 8]',
    ],
    [
      'with NaN in its weights',
      () =>
        withWeight(first, 'kernel', (w) => ({ ...w, values: w.values.map((v, i) => (i === 5 ? NaN : v)) })),
      'NaN or infinite',
    ],
    [
      'with a variance below zero',
      () => withWeight('bn_Conv1', 'moving_variance', (w) => ({ ...w, values: w.values.map(() => -1) })),
      'variance below zero',
    ],
    [
      'with channels first',
      () => edited((text) => text.replace('"filters":8', '"data_format":"channels_first","filters":8')),
      'channels first',
    ],
    [
      'of grey pictures',
      () => edited((text) => text.replace('[null,32,32,3]', '[null,32,32,1]')),
      'takes [32, 32, 1]',
    ],
    [
      'of pictures that are no squares',
      () => edited((text) => text.replace('32,32,3]', '32,48,3]')),
      'takes [32, 48, 3]',
    ],
    [
      'of enormous pictures',
      () => edited((text) => text.replace('[null,32,32,3]', '[null,99999,99999,3]')),
      'takes pictures of 99999 x 99999',
    ],
    [
      'with an enormous padding',
      () => edited((text) => text.replace('"padding":[[0,1],[0,1]]', '"padding":[[0,60000],[0,60000]]')),
      'the layer "block_1_pad" puts out',
    ],
    [
      'with a stride of nothing',
      () => edited((text) => text.replace('"strides":[2,2]', '"strides":[0,0]')),
      'the configuration of the layer "Conv1" (Conv2D) does not fit: strides',
    ],
    [
      'that is a circle',
      () => edited((text) => text.replace('[["input_1",0,0,{}]]', '[["out_relu",0,0,{}]]')),
      'depends on its own output',
    ],
    [
      'that takes what is not there',
      () => edited((text) => text.replace('[["input_1",0,0,{}]]', '[["nothing",0,0,{}]]')),
      'takes the output of "nothing", which is not there',
    ],
    [
      'with two inputs',
      () =>
        edited((text) =>
          text.replace('"input_layers":[["input_1",0,0]]', '"input_layers":[["a",0,0],["b",0,0]]'),
        ),
      'got 2 inputs and 1 outputs',
    ],
    [
      'without a head',
      () => edited((text) => text.replace('"output_layers":[["dense_1"', '"output_layers":[["out_relu"')),
      'A backbone without its head is no classifier',
    ],
    [
      'that is a class of its own',
      () => ({ ...tinyMaskNet(), topology: { class_name: 'MyModel', config: {} } }),
      'got MyModel',
    ],
    [
      'with an empty description',
      () => ({ ...tinyMaskNet(), topology: { class_name: 'Sequential', config: {} } }),
      'lists no layers',
    ],
  ])('is refused %s', async (name, make, message) => {
    const folder = at(`network ${name}`);
    await writeLayersModel(folder, make());
    await expectRefusal(folder, { labels }, 'MODEL_INCOMPATIBLE', message);
  });

  it('is refused as a folder that lacks a file, or is of another kind', async () => {
    await writeLayersModel(at('cut'), tinyMaskNet());
    await writeFile(at('cut/group1-shard1of1.bin'), 'short');
    await expectRefusal(at('cut'), { labels }, 'MODEL_LOAD_FAILED', '5 bytes');
    await writeFile(at('cut/model.json'), '{"format":"graph-model","modelTopology":{"node":[]}}');
    await writeFile(at('cut/metadata.json'), '{"labels":["a","b"]}');
    await expectRefusal(at('cut'), {}, 'MODEL_INCOMPATIBLE', 'is no layers model');
  });

  it('is refused as a Teachable Machine model of sounds or poses', async () => {
    await writeTeachableMachine(at('pose'), tinyMaskNet(), labels);
    const metadata = await readFile(at('pose/metadata.json'), 'utf8');
    await writeFile(
      at('pose/metadata.json'),
      metadata.replace('@teachablemachine/image', '@teachablemachine/pose'),
    );
    await expectRefusal(at('pose'), {}, 'MODEL_INCOMPATIBLE', 'expected one of colour pictures');
  });
});
