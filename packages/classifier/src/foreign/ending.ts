import { activationOf } from './layer-config.js';
import type { LayerGraph } from './network.js';
import { incompatible, UnknownLayerError } from './problems.js';

/** How the outputs of a network become scores: as they are, as one sigmoid each, or as logits of softmax or sigmoid. */
export type Ending = 'softmax' | 'sigmoid' | 'logits';

const SHAPE_ONLY = new Set(['Flatten', 'Reshape']);
const LINEAR = new Set(['Dense', 'Conv2D', 'GlobalAveragePooling2D']);

/**
 * What the last layer puts out. A last layer without an activation is one that was trained on logits.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when it is no classifier's.
 */
export function endingOf({ calls, output, location }: LayerGraph): Ending {
  let last = calls.find(({ id }) => id === output);
  while (last && SHAPE_ONLY.has(last.type)) {
    const [source] = last.inputs;
    last = calls.find(({ id }) => id === source);
  }
  if (!last) throw incompatible(location, 'has no layers.');
  let activation: string;
  try {
    activation = activationOf(last, location);
  } catch (error) {
    if (!(error instanceof UnknownLayerError)) throw error;
    activation = error.message;
  }
  if (activation === 'softmax' || activation === 'sigmoid') return activation;
  if (activation === 'linear' && LINEAR.has(last.type)) return 'logits';
  throw incompatible(
    location,
    `ends in the layer "${last.id}" (${last.type}, ${activation}), expected softmax, sigmoid, or a Dense layer without ` +
      'activation. A backbone without its head is no classifier.',
  );
}
