import { createHash } from 'node:crypto';
import { type DuplicateItem, groupDuplicates, type GroupedDuplicates } from '@maskpred/dataset';
import { openFingerprintCache, openVectorCache } from '@maskpred/dataset/node';
import type { CommandContext } from '../../context.js';
import { withProgress } from '../survey-folder.js';

export interface GroupPicturesOptions {
  readonly distance: number;
  readonly mirrored: boolean;
  /** Whether crops are searched for, with the features of the classifier that ships. */
  readonly embed?: boolean;
  /** Folder of fingerprints and vectors. */
  readonly cache: string;
}

/** Groups pictures, with a bar and what earlier runs have worked out. */
export async function groupPictures(
  items: readonly DuplicateItem[],
  { distance, mirrored, embed = false, cache }: GroupPicturesOptions,
  { stderr, signal }: CommandContext,
): Promise<GroupedDuplicates> {
  const fingerprints = await openFingerprintCache(cache);
  const embedder = embed ? await loadEmbedder() : undefined;
  try {
    return await withProgress(stderr, async (onPicture) =>
      groupDuplicates(items, {
        maxDistance: distance,
        mirrored,
        fingerprints,
        ...(embedder && {
          embed: (images) => embedder.embed(images, { signal }),
          vectors: await openVectorCache(cache, nameOf(embedder.metadata)),
        }),
        signal,
        onPicture,
      }),
    );
  } finally {
    embedder?.dispose();
  }
}

/** TensorFlow.js takes half a second to load, so it is loaded when it is needed. */
async function loadEmbedder() {
  const { createFaceEmbedder } = await import('@maskpred/classifier');
  return createFaceEmbedder();
}

/** Vectors of two models must not meet in one file. */
function nameOf(metadata: object): string {
  return createHash('sha256').update(JSON.stringify(metadata)).digest('hex').slice(0, 12);
}
