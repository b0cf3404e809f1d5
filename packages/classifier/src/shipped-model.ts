import type { ModelFiles } from '@maskpred/core/tfjs';

/** The model folder of this package. One `new URL` a file, because bundlers follow these and not names in a manifest. */
export const SHIPPED_MODEL: ModelFiles = {
  'model.json': new URL('../model/model.json', import.meta.url),
  'metadata.json': new URL('../model/metadata.json', import.meta.url),
  'group1-shard1of2.bin': new URL('../model/group1-shard1of2.bin', import.meta.url),
  'group1-shard2of2.bin': new URL('../model/group1-shard2of2.bin', import.meta.url),
};
