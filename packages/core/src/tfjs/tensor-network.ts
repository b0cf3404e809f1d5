import { getBackend, io, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { MaskpredError, messageOf } from '../error.js';
import type { Engine } from './engine.js';
import { lendInputMemory } from './input-memory.js';
import { locateModelFile, type ModelSource, readArtifacts, type ReadBytes } from './model-files.js';
import type { ModelArtifacts } from './model-artifacts.js';
import type { Network, TensorData } from './network.js';
import { type RecordedRun, recordRun } from './recorded-run.js';

/**
 * Loads a TensorFlow.js graph model from a folder, a URL or single files. Start an engine first.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when a file is missing, cut short or not a graph model.
 */
export async function loadModel(source: ModelSource, readBytes: ReadBytes): Promise<GraphModel> {
  return openModel(source, await readArtifacts(source, readBytes));
}

/**
 * The same of artifacts that are read already, as a network on an engine that runs.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when they are no graph model, MODEL_INCOMPATIBLE when it has not these outputs.
 */
export async function openTensorNetwork(
  source: ModelSource,
  artifacts: ModelArtifacts,
  engine: Engine,
  outputs: readonly string[],
): Promise<Network> {
  const loaded: io.ModelArtifacts = { ...artifacts };
  const model = await openModel(source, loaded);
  delete loaded.weightData; // the model keeps these artifacts, and has its weights as tensors by now
  const run = engine.name === 'wasm' ? createRecordingRun(model, outputs) : createPlainRun(model, outputs);
  let isDisposed = false;
  return {
    engine,
    outputs,
    userDefinedMetadata: artifacts.userDefinedMetadata ?? {},
    run: lendInputMemory(run),
    dispose() {
      if (!isDisposed) model.dispose();
      isDisposed = true;
    },
  };
}

type Run = (input: TensorData) => Promise<TensorData[]>;

function createPlainRun(model: GraphModel, outputs: readonly string[]): Run {
  return async ({ shape, values }) => {
    const answers = tidy((): Tensor[] => {
      const answer = model.execute(tensor(values, [...shape]), [...outputs]);
      return Array.isArray(answer) ? answer : [answer];
    });
    try {
      const read = await Promise.all(answers.map((answer) => answer.data<'float32'>()));
      return answers.map((answer, i) => ({ shape: answer.shape, values: read[i]! }));
    } finally {
      for (const answer of answers) answer.dispose();
    }
  };
}

/** Recordings that are kept, one for each shape of the input: pictures have many. */
const MAX_RECORDINGS = 32;

function createRecordingRun(model: GraphModel, outputs: readonly string[]): Run {
  const recordings = new Map<string, RecordedRun>();
  const runPlain = createPlainRun(model, outputs);
  const run = (input: TensorData): TensorData[] => {
    const key = input.shape.join('x');
    const known = recordings.get(key);
    if (known) return known.replay(input);
    const { answers, recording } = recordRun(model, input, outputs);
    if (recording) recordings.set(key, recording);
    if (recordings.size > MAX_RECORDINGS) recordings.delete(recordings.keys().next().value!);
    return answers;
  };
  // Another engine may have been started since, whose tensors are not for the kernels that were recorded.
  return async (input) => (getBackend() === 'wasm' ? run(input) : runPlain(input));
}

async function openModel(source: ModelSource, artifacts: io.ModelArtifacts): Promise<GraphModel> {
  try {
    return await loadGraphModel(io.fromMemory(artifacts));
  } catch (error) {
    const location = String(locateModelFile(source, 'model.json'));
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${location}: is no TensorFlow.js graph model: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}
