import type { ModelFiles } from '@maskpred/core/tfjs';

/** The model folder of this package. One `new URL` a file, because bundlers follow these and not names in a manifest. */
export const SHIPPED_MODEL: ModelFiles = {
  'model.json': new URL('../model/model.json', import.meta.url),
  'metadata.json': new URL('../model/metadata.json', import.meta.url),
  'group1-shard1of1.bin': new URL('../model/group1-shard1of1.bin', import.meta.url),
};
