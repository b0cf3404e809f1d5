import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeWeight } from '@maskpred/core/tfjs';
import * as h5 from 'h5wasm/node';
import { INPUT_SIZE, type KerasModel } from './tiny-mobilenet.js';

/** Writes a model as Keras 2 saves it with `model.save('name.h5')`. */
export async function writeH5(path: string, { topology, weights }: KerasModel): Promise<void> {
  await h5.ready;
  const file = new h5.File(path, 'w');
  file.create_attribute('keras_version', '2.15.0');
  file.create_attribute('backend', 'tensorflow');
  file.create_attribute('model_config', JSON.stringify(topology));
  const root = file.create_group('model_weights');
  for (const { layer, name, shape, values } of weights) {
    const group = (root.get(layer) ?? root.create_group(layer)) as InstanceType<typeof h5.Group>;
    const scope = (group.get(layer) ?? group.create_group(layer)) as InstanceType<typeof h5.Group>;
    scope.create_dataset({ name: `${name}:0`, data: values, shape: [...shape], dtype: '<f' });
  }
  file.close();
}

/** The content of a model.json of a layers model, and of its one shard. */
export function encodeLayersModel({ topology, weights }: KerasModel) {
  const encoded = weights.map(({ layer, name, shape, values }) =>
    encodeWeight({ name: `${layer}/${name}`, shape, values }, 'float32'),
  );
  const specs = encoded.map(({ spec }) => spec);
  return {
    json: {
      format: 'layers-model',
      generatedBy: 'keras v2.15.0',
      convertedBy: 'TensorFlow.js Converter v4.22.0',
      modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: topology },
      weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: specs }],
    },
    specs,
    bytes: new Uint8Array(Buffer.concat(encoded.map(({ bytes }) => bytes))),
  };
}

/** Writes a layers model as `tensorflowjs_converter` does. */
export async function writeLayersModel(folder: string, model: KerasModel): Promise<void> {
  const { json, bytes } = encodeLayersModel(model);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  await writeFile(join(folder, 'group1-shard1of1.bin'), bytes);
}

/** Writes a model as Teachable Machine exports it for TensorFlow.js. */
export async function writeTeachableMachine(
  folder: string,
  model: KerasModel,
  labels: readonly string[],
): Promise<void> {
  await writeLayersModel(folder, model);
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as {
    modelTopology: { model_config: object };
    weightsManifest: { paths: string[] }[];
  };
  const topology = {
    ...json.modelTopology.model_config,
    keras_version: 'tfjs-layers 1.3.1',
    backend: 'tensor_flow.js',
  };
  json.weightsManifest[0]!.paths = ['./weights.bin'];
  const bytes = await readFile(join(folder, 'group1-shard1of1.bin'));
  await writeFile(join(folder, 'weights.bin'), bytes);
  await rm(join(folder, 'group1-shard1of1.bin'));
  await writeFile(
    join(folder, 'model.json'),
    JSON.stringify({ modelTopology: topology, weightsManifest: json.weightsManifest }),
  );
  await writeFile(
    join(folder, 'metadata.json'),
    JSON.stringify({
      tfjsVersion: '1.3.1',
      tmVersion: '2.4.10',
      packageVersion: '0.8.4-alpha2',
      packageName: '@teachablemachine/image',
      timeStamp: '2026-11-24T12:00:00.000Z',
      userMetadata: {},
      modelName: 'tm-my-image-model',
      labels,
      imageSize: INPUT_SIZE,
    }),
  );
}
