import { io, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { MaskpredError, messageOf } from '../error.js';
import type { Engine } from './engine.js';
import { locateModelFile, type ModelSource, readArtifacts, type ReadBytes } from './model-files.js';
import type { ModelArtifacts } from './model-artifacts.js';
import type { Network, TensorData } from './network.js';

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
  const model = await openModel(source, artifacts);
  let isDisposed = false;
  return {
    engine,
    outputs,
    userDefinedMetadata: artifacts.userDefinedMetadata ?? {},
    async run(input) {
      const answers = runModel(model, input, outputs);
      try {
        const values = await Promise.all(answers.map((answer) => answer.data<'float32'>()));
        return answers.map(({ shape }, i) => ({ shape, values: values[i]! }));
      } finally {
        for (const answer of answers) answer.dispose();
      }
    },
    dispose() {
      if (!isDisposed) model.dispose();
      isDisposed = true;
    },
  };
}

function runModel(model: GraphModel, { shape, values }: TensorData, outputs: readonly string[]): Tensor[] {
  return tidy(() => {
    const answers = model.execute(tensor(values, [...shape]), [...outputs]);
    return Array.isArray(answers) ? answers : [answers];
  });
}

async function openModel(source: ModelSource, artifacts: ModelArtifacts): Promise<GraphModel> {
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
