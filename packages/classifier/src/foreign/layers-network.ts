import * as tf from '@tensorflow/tfjs-core';
import { MaskpredError, messageOf } from '@maskpred/core';
import {
  type EncodedWeight,
  type Engine,
  type EngineOptions,
  encodeWeight,
  lendInputMemory,
  type Network,
  startEngine,
  type TensorData,
} from '@maskpred/core/tfjs';
import type { Ending } from './ending.js';
import type { LayerCall, LayerGraph } from './network.js';
import { incompatible } from './problems.js';

async function importLayers(problem: string): Promise<typeof import('@tensorflow/tfjs-layers')> {
  // A variable keeps bundlers from following an optional package.
  const name = '@tensorflow/tfjs-layers';
  try {
    return (await import(name)) as typeof import('@tensorflow/tfjs-layers');
  } catch (error) {
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      `${problem} needs @tensorflow/tfjs-layers: npm i @tensorflow/tfjs-layers@4.22.0.`,
      { cause: error },
    );
  }
}

/**
 * A network that cannot be written as a graph, run by TensorFlow.js' own layers: two to three times as slow.
 * @param reason - the layer for which it cannot.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when these do not know it either, MISSING_DEPENDENCY without tfjs-layers.
 */
export async function loadThroughLayers(
  graph: LayerGraph,
  inputSize: number,
  ending: Ending,
  reason: string,
  options: EngineOptions,
): Promise<{ network: Network; labelCount: number }> {
  const { location } = graph;
  const engine = await startTensors(options, `${location}: its layer ${reason}`);
  const { loadLayersModel } = await importLayers(`${location}: its layer ${reason}`);
  let model: Awaited<ReturnType<typeof loadLayersModel>>;
  try {
    model = await loadLayersModel(tf.io.fromMemory(formatModel(graph, inputSize)));
  } catch (error) {
    throw incompatible(
      location,
      `its layer ${reason} is none that maskpred knows, and TensorFlow.js does not load the model either: ${messageOf(error).split('\n', 1)[0]} ` +
        'Layers of your own, and layers newer than TensorFlow.js 4.22, cannot be run.',
      error,
    );
  }
  const { shape } = model.outputs[0]!;
  const length = shape[1];
  if (shape.length !== 2 || typeof length !== 'number') {
    model.dispose();
    throw incompatible(location, `puts out [${shape.slice(1).join(', ')}], expected one vector of scores.`);
  }
  const run = ({ shape, values }: TensorData) =>
    tf.tidy(() => toScores(model.predict(tf.tensor(values, [...shape])) as tf.Tensor2D, ending));
  let isDisposed = false;
  return {
    network: {
      engine,
      outputs: ['scores'],
      userDefinedMetadata: {},
      run: lendInputMemory(async (input) => {
        const scores = run(input);
        try {
          return [{ shape: scores.shape, values: await scores.data<'float32'>() }];
        } finally {
          scores.dispose();
        }
      }),
      dispose() {
        if (!isDisposed) model.dispose();
        isDisposed = true;
      },
    },
    labelCount: Math.max(2, length),
  };
}

/** Layers run on engines that compute with tensors. */
async function startTensors(options: EngineOptions, what: string): Promise<Engine> {
  const engine = await startEngine(options);
  if (engine.name !== 'onnx') return engine;
  if (options.engine === 'onnx') {
    throw new MaskpredError(
      'ENGINE_UNAVAILABLE',
      `${what} runs only through TensorFlow.js' layers, which the engine onnx does not have. Take wasm.`,
    );
  }
  return startEngine({ engine: 'wasm' });
}

function toScores(output: tf.Tensor2D, ending: Ending): tf.Tensor2D {
  const isSingle = output.shape[1] === 1;
  if (ending === 'softmax') return output;
  if (ending === 'logits' && !isSingle) return tf.softmax(output);
  const positive = ending === 'logits' ? tf.sigmoid(output) : output;
  if (isSingle) return tf.concat([tf.sub(1, positive), positive], 1) as tf.Tensor2D;
  const shares = tf.add(positive, 1e-12); // finite where every score is 0
  return tf.div(shares, tf.sum(shares, 1, true));
}

/** The layers as one flat functional model, in the JSON that TensorFlow.js reads. */
function formatModel({ input, calls, output }: LayerGraph, inputSize: number): tf.io.ModelArtifacts {
  const layers = [
    {
      class_name: 'InputLayer',
      name: input,
      config: { name: input, batch_input_shape: [null, inputSize, inputSize, 3], dtype: 'float32' },
      inbound_nodes: [] as unknown[],
    },
    ...calls.map((call) => ({
      class_name: call.type,
      name: nameOf(call.id),
      config: formatConfig(call),
      inbound_nodes: [call.inputs.map((id) => [nameOf(id), 0, 0, {}])],
    })),
  ];
  const weights = calls.flatMap((call) => encodeWeights(call));
  return {
    modelTopology: {
      class_name: 'Model',
      config: {
        name: 'model',
        layers,
        input_layers: [[input, 0, 0]],
        output_layers: [[nameOf(output), 0, 0]],
      },
    },
    weightSpecs: weights.map(({ spec }) => spec),
    weightData: weights.map(({ bytes }) => bytes.slice().buffer),
  };
}

/** A slash would read as a scope in the names of weights. */
const nameOf = (id: string): string => id.replaceAll('/', '.');

function encodeWeights({ id, weights }: LayerCall): EncodedWeight[] {
  return [...weights].map(([name, { shape, values }]) =>
    encodeWeight({ name: `${nameOf(id)}/${name}`, shape, values }, 'float32'),
  );
}

/** What only matters in training is left out; the first values of weights would be drawn for nothing. */
function formatConfig({ id, config }: LayerCall): Record<string, unknown> {
  const kept = Object.entries(config).flatMap(([key, value]) => {
    if (/_(regularizer|constraint)$/.test(key)) return [];
    if (key.endsWith('_initializer')) return [[key, 'zeros'] as const];
    return [[key, value] as const];
  });
  return { ...Object.fromEntries(kept), name: nameOf(id), dtype: 'float32' };
}
