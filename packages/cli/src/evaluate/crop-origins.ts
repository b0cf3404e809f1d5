import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CropRecord, CROPS_FILE, parseCropRecords } from '@maskpred/dataset';
import { readProvenance } from '@maskpred/dataset/node';

/** Where a crop comes from, as far as that is recorded. */
export interface CropOrigin {
  /** The source of the crawl that fetched its picture. */
  readonly source?: string;
  /** Whether something was drawn on it. */
  readonly isSynthetic: boolean;
}

/**
 * Says of the pictures of a folder, by their paths below it, what its `manifest.jsonl` and `crops.jsonl` record.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when one of the files is broken.
 */
export async function describeCrops(root: string): Promise<(image: string) => CropOrigin> {
  const provenance = await readProvenance([root], { isOptional: true });
  const sources = new Map(provenance.map(({ sha256, source }) => [sha256, source]));
  const crops = await readCropRecords(join(root, CROPS_FILE));
  return (image) => {
    const crop = crops.get(image);
    // A picture of a crawl is called by its hash.
    const sha256 = crop?.sourceSha256 ?? basename(image).replace(/\.[^.]*$/, '');
    const source = sources.get(sha256);
    return {
      ...(source === undefined ? {} : { source }),
      isSynthetic: crop?.synthetic !== undefined,
    };
  };
}

async function readCropRecords(file: string): Promise<Map<string, CropRecord>> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  return new Map(parseCropRecords(content, file).map((record) => [record.fileName, record]));
}
