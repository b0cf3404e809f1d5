import { isMainThread } from 'node:worker_threads';
import { MaskpredError, messageOf } from '../error.js';
import type { Engine } from '../tfjs/engine.js';
import { lendInputMemory } from '../tfjs/input-memory.js';
import type { ModelArtifacts } from '../tfjs/model-artifacts.js';
import type { Int8Options, LoadNetworkOptions, Network } from '../tfjs/network.js';
import { listNodes } from '../tfjs/outputs.js';
import { decodeWeights } from '../tfjs/weights.js';
import { assertExactIntegers } from './exact-integers.js';
import { encodeModel } from './model-proto.js';
import type { OnnxRuntime, OnnxSession } from './runtime.js';
import type { ImportedPackage } from '../tfjs/engine-package.js';
import { quantizeGraph } from './quantize.js';
import { readSourceGraph } from './source-graph.js';
import { translateGraph } from './translate.js';

/** New each time: ONNX Runtime puts a proxy before it, which a frozen object does not bear. */
const sessionOptions = () => ({
  executionProviders: ['cpu'],
  logSeverityLevel: 3, // errors, which are thrown anyway
  // A worker thread is one of several, which share the cores among them.
  intraOpNumThreads: isMainThread ? 0 : 1,
});

/**
 * A TensorFlow.js graph model that ONNX Runtime runs. It is translated here, so nothing has to be exported before.
 *
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when the graph has a part that is not translated or that ONNX Runtime does
 * not take, MODEL_LOAD_FAILED when it is no graph, ENGINE_UNAVAILABLE for `int8` on a processor that is not exact with it.
 */
export async function openOnnxNetwork(
  { exports: runtime, version }: ImportedPackage<OnnxRuntime>,
  artifacts: ModelArtifacts,
  outputs: readonly string[],
  { int8 }: Pick<LoadNetworkOptions, 'int8'> = {},
): Promise<Network> {
  if (int8) await assertExactIntegers((model) => createSession(runtime, model), runtime.Tensor);
  const { model, inputName, outputNames } = translateModel(artifacts, outputs, int8);
  const session = await createSession(runtime, model);
  const engine: Engine = { name: 'onnx', version };
  let isDisposed = false;
  return {
    engine,
    outputs,
    userDefinedMetadata: artifacts.userDefinedMetadata ?? {},
    run: lendInputMemory(async ({ shape, values }) => {
      const answers = await session.run({ [inputName]: new runtime.Tensor('float32', values, shape) });
      return outputs.map((output) => {
        const { dims, data } = answers[outputNames.get(output)!]!;
        return { shape: dims, values: data as Float32Array };
      });
    }),
    dispose() {
      if (!isDisposed) void session.release();
      isDisposed = true;
    },
  };
}

/** Apart from what runs the network, so that that does not keep the graph with its weights in memory. */
function translateModel(artifacts: ModelArtifacts, outputs: readonly string[], int8?: Int8Options) {
  const weights = decodeWeights(artifacts.weightSpecs, new Uint8Array(artifacts.weightData));
  const wanted = [...new Set(outputs)];
  const translated = translateGraph(readSourceGraph(listNodes(artifacts), weights), wanted);
  const graph = int8 ? quantizeGraph(translated, int8.inputRange) : translated;
  return {
    model: encodeModel(graph),
    inputName: graph.input.name,
    /** ONNX's names of the outputs. */
    outputNames: new Map(wanted.map((output, i) => [output, graph.outputs[i]!])),
  };
}

async function createSession({ InferenceSession }: OnnxRuntime, model: Uint8Array): Promise<OnnxSession> {
  try {
    return await InferenceSession.create(model, sessionOptions());
  } catch (error) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `ONNX Runtime does not take this network: ${messageOf(error)}. Use the engine wasm for it.`,
      { cause: error },
    );
  }
}
