import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, normalize, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { GraphBuilder, type NamedWeight } from '@maskpred/core/tfjs';
import fc from 'fast-check';
import { describe } from 'vitest';
import {
  tinyMaskNet,
  INPUT_SIZE,
} from '../../../packages/classifier/src/foreign/__fixtures__/tiny-mobilenet.js';
import { writeH5 } from '../../../packages/classifier/src/foreign/__fixtures__/write-models.js';
import { endingOf } from '../../../packages/classifier/src/foreign/ending.js';
import { parseSidecar, resolveInputSize } from '../../../packages/classifier/src/foreign/facts.js';
import { readKerasH5 } from '../../../packages/classifier/src/foreign/h5.js';
import type { ForeignNetwork } from '../../../packages/classifier/src/foreign/network.js';
import { UnknownLayerError } from '../../../packages/classifier/src/foreign/problems.js';
import { simplify } from '../../../packages/classifier/src/foreign/simplify.js';
import { traceLayers } from '../../../packages/classifier/src/foreign/trace.js';
import { writeGraph } from '../../../packages/classifier/src/foreign/write-graph.js';
import { pathOf } from '../../../packages/core/src/decode/node.js';
import { readArtifacts, type ReadBytes } from '../../../packages/core/src/tfjs/model-files.js';
import { loadSsdModel } from '../../../packages/detector/src/ssd-model.js';
import { fuzz } from './fuzz.js';
import { nearBytes } from './mutate-bytes.js';
import { nearJson, nearValue } from './mutate-json.js';

/** Reads a network of another tool as far as the graph that is run. */
function convert(network: ForeignNetwork): void {
  const { graph } = simplify(traceLayers(network));
  const inputSize = resolveInputSize(graph, {});
  try {
    writeGraph(graph, inputSize, endingOf(graph), 'float32');
  } catch (error) {
    if (!(error instanceof UnknownLayerError)) throw error;
    throw new MaskpredError('MODEL_INCOMPATIBLE', error.message); // TensorFlow.js' layers are asked then
  }
}

describe('models of other tools', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'maskpred-fuzz-h5-'));
  const model = tinyMaskNet();
  await writeH5(join(folder, 'a.h5'), model);
  const bytes = await readFile(join(folder, 'a.h5'));
  await rm(folder, { recursive: true });

  /** Half of the edits hit the first part, where groups, attributes and datasets are described. */
  const files = fc.oneof(
    nearBytes([bytes]),
    fc
      .integer({ min: 8, max: Math.min(6000, bytes.length) })
      .chain((length) =>
        nearBytes([bytes.subarray(0, length)]).map((start) => Buffer.concat([start, bytes.subarray(length)])),
      ),
  );
  fuzz('keras-h5', files, async (content) => convert(await readKerasH5(content, 'a.h5')));

  const weightsOf: ForeignNetwork['weightsOf'] = (_, layer) =>
    new Map(
      model.weights
        .filter((weight) => weight.layer === layer)
        .map((weight) => [weight.name, weight] as const),
    );
  fuzz('keras-topology', nearValue([model.topology]), (topology) =>
    convert({ location: 'a.h5', topology, weightsOf, digest: () => Promise.resolve('') }),
  );

  const sidecars = [
    { labels: ['mask', 'no-mask'], pixelRange: [-1, 1], inputSize: INPUT_SIZE, cropMargin: 0.1 },
    { labels: ['a', 'b'], packageName: '@teachablemachine/image', tmVersion: '2.4.10', grayscale: false },
  ];
  fuzz('sidecar', nearJson(sidecars), (text) => parseSidecar(JSON.parse(text), 'a.h5'));
});

describe('the weights of a model', () => {
  const graph = new GraphBuilder();
  const input = graph.placeholder('x', [-1, 1]);
  graph.dense('y', {
    input,
    kernel: { name: 'kernel', shape: [1, 1], values: Float32Array.of(1) },
    bias: { name: 'bias', shape: [1], values: Float32Array.of(2) },
  });
  const files = graph.build(['y']);
  const shard = files['group1-shard1of1.bin'] as Uint8Array;
  const parts = [
    '..',
    '..',
    '.',
    '/',
    '/',
    '\\',
    '%2e',
    '%2E',
    '%2f',
    '%5c',
    '%252e',
    '%00',
    ':',
    '\t',
    '\n',
    ' ',
    '?',
    '#',
  ];
  const more = [
    '\u0000',
    'C:',
    'file:',
    'https:',
    '//',
    '~',
    'm',
    'n',
    'a.bin',
    '\u2024\u2024',
    '\uff0e',
    '\u2215',
  ];
  const names = fc.oneof(
    fc.array(fc.constantFrom(...parts, ...more), { maxLength: 7 }).map((all) => all.join('')),
    fc
      .array(fc.constantFrom('a', 'b.bin', '.', '..'), { minLength: 1, maxLength: 4 })
      .map((all) => all.join('/')),
  );
  const sources = [
    '/x/m',
    '/x/m/model.json',
    'https://example.org/x/m',
    new URL('file:///x/m'),
    new URL('file:///x/m/'),
  ];

  fuzz('shard-names', fc.tuple(fc.constantFrom(...sources), names), async ([source, name]) => {
    const json = JSON.parse(files['model.json']) as { weightsManifest: { paths: string[] }[] };
    json.weightsManifest[0]!.paths = [name];
    const asked: string[] = [];
    const read: ReadBytes = (location) => {
      // A server may decode what it is asked for.
      const path = normalize(pathOf(location) ?? decodeURIComponent(new URL(location).pathname));
      asked.push(path);
      return Promise.resolve(path.endsWith('model.json') ? Buffer.from(JSON.stringify(json)) : shard);
    };
    const outcome = readArtifacts(source, read);
    await outcome.catch(() => undefined);
    const outside = asked.find((path) => !(path + sep).startsWith(join('/x/m') + sep));
    if (outside !== undefined) throw new Error(`${outside} lies outside of the model.`);
    await outcome;
  });
});

describe('a face detector', () => {
  const weight = (name: string, ...shape: number[]): NamedWeight => {
    const length = shape.reduce((product, side) => product * side, 1);
    return { name, shape, values: new Float32Array(length).fill(0.1) };
  };
  const graph = new GraphBuilder();
  const image = graph.placeholder('image', [1, 8, 8, 3]);
  const convolution = (name: string, channels: number) =>
    graph.conv2d(
      name,
      {
        input: image,
        kernel: weight(`${name}/kernel`, 3, 3, 3, channels),
        bias: weight(`${name}/bias`, channels),
      },
      'float32',
    );
  const files = graph.build([
    graph.reshape('boxes', convolution('a', 4), [-1, 4]),
    graph.reshape('logits', convolution('b', 3), [-1, 3]),
  ]);
  const scoring = { bias: 0, logit: 1, support: 0.1, size: 0.1 };
  const metadata = {
    maskpred: {
      formatVersion: 1,
      kind: 'ssd-mobilenet-v1',
      boxAdjustment: { left: 0, top: 0, right: 0, bottom: 0 },
      candidateScore: 0.1,
      maxOverlap: 0.5,
      scoring: [scoring, scoring],
    },
  };
  const dataUrl = (content: string | Uint8Array) =>
    `data:application/octet-stream;base64,${Buffer.from(content).toString('base64')}`;
  fuzz('ssd-model', nearValue([metadata]), async (userDefinedMetadata) => {
    const json = JSON.stringify({ ...(JSON.parse(files['model.json']) as object), userDefinedMetadata });
    const urls = Object.fromEntries(
      Object.entries({ ...files, 'model.json': json }).map(([name, content]) => [name, dataUrl(content)]),
    );
    const { network } = await loadSsdModel(urls, { engine: 'wasm' });
    network.dispose();
  });
});
