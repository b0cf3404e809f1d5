import { functionSchema, readConfig, rescalingSchema } from './layer-config.js';
import type { LayerCall, LayerGraph } from './network.js';

/** Layers that do something only while a network is trained. */
const TRAINING_ONLY = new Set([
  'ActivityRegularization',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'AlphaDropout',
  'RandomBrightness',
  'RandomContrast',
  'RandomFlip',
  'RandomRotation',
  'RandomTranslation',
  'RandomZoom',
  'SpatialDropout2D',
]);

/** What a network does to the pixels before its first layer: `value * scale + offset`. */
export interface PixelScaling {
  readonly scale: number;
  readonly offset: number;
}

export interface SimpleGraph {
  readonly graph: LayerGraph;
  /** Undefined when the network takes pixels as they come. */
  readonly scaling: PixelScaling | undefined;
}

/**
 * The network without the layers that do nothing in use, and without the scaling of pixels at its start, which is done
 * with the bytes of a picture for nothing.
 */
export function simplify(graph: LayerGraph): SimpleGraph {
  const { location } = graph;
  const standIns = new Map<string, string>();
  const resolve = (id: string): string => standIns.get(id) ?? id;
  const readers = countReaders(graph.calls);
  const calls: LayerCall[] = [];
  let scaling: PixelScaling | undefined;

  for (const original of graph.calls) {
    const call = { ...original, inputs: original.inputs.map(resolve) };
    const source = call.inputs[0]!;
    const isNothing =
      TRAINING_ONLY.has(call.type) || (call.type === 'Activation' && call.config['activation'] === 'linear');
    const step =
      source === graph.input && readers.get(original.inputs[0]!) === 1
        ? scalingOf(call, location)
        : undefined;
    if (step) {
      const { scale, offset } = scaling ?? { scale: 1, offset: 0 };
      scaling = { scale: scale * step.scale, offset: offset * step.scale + step.offset };
    }
    if (step || isNothing) standIns.set(call.id, source);
    else calls.push(call);
  }
  return { graph: { ...graph, calls, output: resolve(graph.output) }, scaling };
}

function countReaders(calls: readonly LayerCall[]): Map<string, number> {
  const readers = new Map<string, number>();
  for (const { inputs } of calls) for (const id of inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  return readers;
}

/** A layer that multiplies or shifts every pixel alike; `preprocess_input` of Keras is written as such operations. */
function scalingOf(call: LayerCall, location: string): PixelScaling | undefined {
  if (call.type === 'Rescaling') {
    if (Array.isArray(call.config['scale']) || Array.isArray(call.config['offset'])) return undefined;
    return readConfig(rescalingSchema, call, location);
  }
  const [constant] = call.constants;
  if (call.inputs.length !== 1 || constant === undefined || call.constants.length !== 1) return undefined;
  const name = call.type === 'TFOpLambda' ? readConfig(functionSchema, call, location).function : call.type;
  switch (name) {
    case 'math.truediv':
    case '__operators__.truediv':
    case 'TrueDivide':
      return { scale: 1 / constant, offset: 0 };
    case 'math.multiply':
    case '__operators__.mul':
    case 'Multiply':
      return { scale: constant, offset: 0 };
    case 'math.subtract':
    case '__operators__.sub':
    case 'Subtract':
      return { scale: 1, offset: -constant };
    case 'math.add':
    case '__operators__.add':
    case 'Add':
      return { scale: 1, offset: constant };
    default:
      return undefined;
  }
}
