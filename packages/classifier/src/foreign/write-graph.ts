import type { GraphModelFiles, WeightPrecision } from '@maskpred/core/tfjs';
import type { Ending } from './ending.js';
import { incompatible } from './problems.js';
import { GraphContext, type Value } from './graph-context.js';
import type { LayerGraph } from './network.js';
import { OperationGraph } from './operation-graph.js';
import { writeLayer } from './write-layers.js';

export interface WrittenGraph {
  readonly files: GraphModelFiles;
  /** Scores of a picture. */
  readonly labelCount: number;
}

/** Keeps the quotient finite where every score is 0. */
const SMALLEST = 1e-12;

/**
 * The network as a graph model from `image` `[batch, size, size, 3]` to `scores` `[batch, labels]` that sum to 1, with
 * BatchNorm folded and convolution, bias and relu in one node.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when layers and weights do not fit together.
 * @throws {UnknownLayerError} when a layer cannot be written as nodes.
 */
export function writeGraph(
  layers: LayerGraph,
  inputSize: number,
  ending: Ending,
  precision: WeightPrecision,
): WrittenGraph {
  const graph = new OperationGraph(precision);
  const context = new GraphContext(layers, graph);
  context.set(layers.input, { node: graph.input(layers.input, inputSize), shape: [inputSize, inputSize, 3] });
  for (const call of layers.calls) {
    // Some are done along with an earlier one.
    if (!context.has(call.id)) writeLayer(context, call);
  }
  const output = context.value(layers.output);
  if (output.shape.length !== 1) {
    throw incompatible(
      layers.location,
      `puts out a map of [${output.shape.join(', ')}], expected one vector of scores. A backbone without a head is no classifier.`,
    );
  }
  const scores = writeScores(graph, output, ending);
  return { files: graph.build(scores.node), labelCount: scores.shape[0]! };
}

function writeScores(graph: OperationGraph, output: Value, ending: Ending): Value {
  const [length] = output.shape as [number];
  const name = 'scores';
  if (ending === 'softmax') return { node: graph.node(name, 'Identity', [output.node]), shape: [length] };
  if (ending === 'logits' && length > 1) {
    return { node: graph.node(name, 'Softmax', [output.node]), shape: [length] };
  }
  const second = ending === 'logits' ? graph.node(`${name}/sigmoid`, 'Sigmoid', [output.node]) : output.node;
  if (length === 1) {
    // Keras gives the second of two classes as one number.
    const one = graph.constant(`${name}/one`, [1], Float32Array.of(1));
    const first = graph.node(`${name}/first`, 'Sub', [one, second]);
    const axis = graph.constant(`${name}/axis`, [], Int32Array.of(1));
    const node = graph.node(name, 'ConcatV2', [first, second, axis], {
      N: { i: '2' },
      Tidx: { type: 'DT_INT32' },
    });
    return { node, shape: [2] };
  }
  const smallest = graph.constant(`${name}/smallest`, [1], Float32Array.of(SMALLEST));
  const positive = graph.node(`${name}/positive`, 'AddV2', [second, smallest]);
  const axis = graph.constant(`${name}/axis`, [1], Int32Array.of(1));
  const sum = graph.node(`${name}/sum`, 'Sum', [positive, axis], { keep_dims: { b: true } });
  return { node: graph.node(name, 'RealDiv', [positive, sum]), shape: [length] };
}
