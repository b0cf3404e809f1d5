import { MaskpredError } from '../error.js';
import type { OnnxGraph } from './model-proto.js';
import { OPERATIONS } from './operations.js';
import type { SourceGraph } from './source-graph.js';
import { Translation } from './translation.js';

/**
 * A TensorFlow.js graph model as an ONNX graph. Its input stays `[batch, height, width, channels]`, and so do its
 * outputs; in between, the channels come first. Sizes that are open stay open.
 *
 * @param outputs - names of nodes.
 * @returns the graph, its outputs in that order.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE for an operation that has no translation, for a node that is not there, and
 * unless there is one input.
 */
export function translateGraph(source: SourceGraph, outputs: readonly string[]): OnnxGraph {
  const translation = new Translation(source, OPERATIONS);
  const names = outputs.map((output) => translation.plain(translation.value(output)));
  const { inputs, nodes, constants } = translation;
  if (inputs.length !== 1) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `The engine onnx runs networks with one input, this one has ${inputs.length}. Use the engine wasm for this model.`,
    );
  }
  return { input: inputs[0]!, nodes, constants, outputs: names };
}
