import * as z from 'zod/mini';
import { assertArgument, MaskpredError } from '@maskpred/core';
import type { ForeignMetadata } from '../metadata.js';
import { assertForeignOptions, type ForeignOptions, MAX_INPUT_SIZE } from './given.js';
import type { LayerGraph } from './network.js';
import { incompatible } from './problems.js';
import type { PixelScaling } from './simplify.js';

const sidecarSchema = z.object({
  labels: z.optional(z.array(z.string())),
  pixelRange: z.optional(z.tuple([z.number(), z.number()])),
  inputSize: z.optional(z.number()),
  cropMargin: z.optional(z.number()),
  /** Teachable Machine's names. */
  packageName: z.optional(z.string()),
  tmVersion: z.optional(z.string()),
  grayscale: z.optional(z.boolean()),
});

/** Teachable Machine divides by 127 and takes 1 away (libraries/image/src/utils/tf.ts of teachablemachine-community). */
const TEACHABLE_MACHINE_RANGE = [-1, 255 / 127 - 1] as const;
/** `preprocess_input` of Keras' MobileNet and MobileNetV2: x / 127.5 - 1. */
const MOBILENET_RANGE = [-1, 1] as const;
/** Of a network that scales the pixels itself. */
const BYTES = [0, 255] as const;

/** What the files beside a network say of it. */
export interface Sidecar {
  readonly isTeachableMachine: boolean;
  readonly said: ForeignOptions;
}

/**
 * The content of a metadata.json that maskpred did not write: labels, and whatever else is known.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE when it says something that does not fit, INVALID_ARGUMENT when values are wrong.
 */
export function parseSidecar(json: unknown, location: string): Sidecar {
  if (json === undefined) return { isTeachableMachine: false, said: {} };
  const result = sidecarSchema.safeParse(json);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw incompatible(
      location,
      `its metadata does not fit: ${path.map(String).join('.') || 'content'}: ${message}. ` +
        'It may hold labels, pixelRange, inputSize and cropMargin.',
    );
  }
  const { packageName, tmVersion, grayscale, ...rest } = result.data;
  const isTeachableMachine =
    packageName?.startsWith('@teachablemachine/') === true || tmVersion !== undefined;
  if (
    isTeachableMachine &&
    (grayscale === true || (packageName ?? '@teachablemachine/image') !== '@teachablemachine/image')
  ) {
    throw incompatible(
      location,
      'is a Teachable Machine model of grey pictures, poses or sounds, expected one of colour pictures ("Standard image model").',
    );
  }
  const { labels, pixelRange, inputSize, cropMargin } = rest;
  const said: ForeignOptions = {
    ...(labels ? { labels } : {}),
    ...(pixelRange ? { pixelRange } : {}),
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(cropMargin === undefined ? {} : { cropMargin }),
  };
  assertForeignOptions(said);
  return { isTeachableMachine, said };
}

/**
 * Pixels a side.
 * @throws {MaskpredError} MODEL_INCOMPATIBLE for anything but square colour pictures, INVALID_ARGUMENT when the network does
 * not say and the option is missing, or the two differ.
 */
export function resolveInputSize({ location, inputShape }: LayerGraph, given: ForeignOptions): number {
  const [height = null, width = null, channels = null] = inputShape;
  if (inputShape.length !== 3 || (channels ?? 3) !== 3 || height !== width) {
    throw incompatible(
      location,
      `takes [${inputShape.map((side) => side ?? 'any').join(', ')}], expected square pictures of height, width and 3 colours.`,
    );
  }
  const size = height ?? given.inputSize;
  if (size === undefined) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${location}: takes pictures of any size. Give \`inputSize\`, the pixels a side that it was trained with ` +
        '(--input-size 224 on the command line).',
    );
  }
  if (!(size >= 1 && size <= MAX_INPUT_SIZE)) {
    throw incompatible(
      location,
      `takes pictures of ${size} x ${size}, at most ${MAX_INPUT_SIZE} x ${MAX_INPUT_SIZE} are run.`,
    );
  }
  assertArgument(
    given.inputSize === undefined || given.inputSize === size,
    `${location}: takes pictures of ${size} x ${size}, \`inputSize\` says ${given.inputSize}. Leave it out.`,
  );
  return size;
}

export interface NetworkFacts {
  readonly graph: LayerGraph;
  readonly scaling: PixelScaling | undefined;
  readonly labelCount: number;
  readonly inputSize: number;
  readonly isTeachableMachine: boolean;
  readonly origin: ForeignMetadata['origin'];
  /** Files in which labels may be given, for the message. */
  readonly sidecarName: string;
}

/**
 * The metadata of a network, from what it says and what was given. Nothing is guessed.
 * @throws {MaskpredError} INVALID_ARGUMENT that names the option to give.
 */
export function resolveMetadata(facts: NetworkFacts, given: ForeignOptions): ForeignMetadata {
  const { graph, inputSize, origin } = facts;
  return {
    formatVersion: 1,
    labels: [...resolveLabels(facts, given)],
    inputSize,
    pixelRange: resolvePixelRange(facts, given),
    cropMargin: given.cropMargin ?? 0,
    backbone: backboneOf(graph) ?? 'unknown',
    threshold: 0.5,
    origin,
  };
}

function resolveLabels({ graph, labelCount, sidecarName }: NetworkFacts, { labels }: ForeignOptions) {
  const { location } = graph;
  if (!labels) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${location}: does not say what its ${labelCount} labels are. Give \`labels\` in the order of its outputs ` +
        `(--labels with_mask,without_mask on the command line, or ${sidecarName} with {"labels": ["with_mask", "without_mask"]}). ` +
        "The order is that of training: Keras' flow_from_directory and image_dataset_from_directory, and scikit-learn's " +
        'LabelBinarizer, sort names by the alphabet, so that with_mask comes before without_mask, and mask before no-mask. ' +
        'Of a single sigmoid output, the second label is the one that it scores.',
    );
  }
  assertArgument(
    labels.length === labelCount,
    `${location}: has ${labelCount} labels, \`labels\` names ${labels.length} (${labels.join(', ')}).`,
  );
  return labels;
}

function resolvePixelRange(
  { graph, scaling, isTeachableMachine }: NetworkFacts,
  { pixelRange }: ForeignOptions,
): [number, number] {
  const known = isTeachableMachine
    ? TEACHABLE_MACHINE_RANGE
    : scaling
      ? BYTES
      : backboneOf(graph)?.startsWith('mobilenet')
        ? MOBILENET_RANGE
        : undefined;
  const range = pixelRange ?? known;
  if (!range) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${graph.location}: does not say which values its pixels had in training. Give \`pixelRange\`, what the bytes 0 and ` +
        '255 became (--pixel-range 0,1 on the command line): 0,1 after rescale=1/255; -1,1 after x / 127.5 - 1; 0,255 untouched.',
    );
  }
  const { scale, offset } = scaling ?? { scale: 1, offset: 0 };
  return [range[0] * scale + offset, range[1] * scale + offset];
}

/** The MobileNets by the names that Keras gives their layers. */
function backboneOf({ layerNames }: LayerGraph): string | undefined {
  if (layerNames.has('expanded_conv_depthwise') && layerNames.has('block_1_expand')) return 'mobilenet_v2';
  if (layerNames.has('conv_dw_1') && layerNames.has('conv_pw_1')) return 'mobilenet_v1';
  return undefined;
}
