import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { readBytes } from '@maskpred/core/node';
import { decodeWeights, type ModelSource, readModelWeights } from '@maskpred/core/tfjs';
import type { Weights } from './backbone.js';

/** The first, the last block's and the last layer: whoever has these has the rest, and `addBackbone` checks that. */
const TELLING_LAYERS = ['Conv/kernel', 'expanded_conv_16/project/kernel', 'Conv_1/kernel'];

/**
 * The weights of a MobileNetV2 1.0 to start from.
 *
 * @param source - a model folder that maskpred wrote, or a TensorFlow.js weight list: `<name>.json` (the specs in order)
 * beside `<name>.bin`, or the folder that holds the two.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when it cannot be read, MODEL_INCOMPATIBLE when it holds another network.
 */
export async function readBackbone(source: ModelSource): Promise<Weights> {
  const location = typeof source === 'string' ? await findWeightList(source) : source;
  const isList = (typeof location === 'string' || location instanceof URL) && isWeightList(String(location));
  const weights = isList ? await readWeightList(location) : await readModelWeights(location);
  if (!TELLING_LAYERS.every((name) => weights.has(name))) {
    throw new MaskpredError(
      'MODEL_INCOMPATIBLE',
      `${typeof location === 'string' || location instanceof URL ? String(location) : 'the model'}: holds no MobileNetV2 1.0 ` +
        'with layers named Conv, expanded_conv … expanded_conv_16, Conv_1. Start from a model folder of maskpred.',
    );
  }
  return weights;
}

const isWeightList = (location: string) =>
  location.endsWith('.json') && !/(^|[\\/])model\.json$/.test(location);

/** A folder without model.json but with one JSON file stands for that file. */
async function findWeightList(source: string): Promise<string> {
  const names = await readdir(source).catch(() => []); // no folder: a file or a URL, read as it is
  const lists = names.filter((name) => name.endsWith('.json'));
  return lists.length === 1 && lists[0] !== 'model.json' ? join(source, lists[0]!) : source;
}

async function readWeightList(location: string | URL): Promise<Weights> {
  const binary = String(location).replace(/\.json$/, '.bin');
  try {
    const specs: unknown = JSON.parse(new TextDecoder().decode(await readBytes(location)));
    return decodeWeights(specs, await readBytes(location instanceof URL ? new URL(binary) : binary));
  } catch (error) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${String(location)}: cannot be read as a weight list: ${error instanceof Error ? error.message : String(error)} ` +
        `The specs stand in it as a JSON list, the bytes in ${binary}.`,
      { cause: error },
    );
  }
}
