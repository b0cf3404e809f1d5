import { basename, dirname, relative, sep } from 'node:path';
import { assertArgument, MaskpredError } from '@maskpred/core';
import {
  type DatasetFormat,
  DATASET_FORMATS,
  WRITABLE_FORMATS,
  type WritableFormat,
} from '../../formats/format.js';
import { findFormats } from '../../io/detect-format.js';
import { type FoundFile, isImageName } from '../../io/files.js';

/** A format that boxes are written in. */
export type SceneFormat = Exclude<WritableFormat, 'imagefolder'>;

export const SCENE_FORMATS: readonly SceneFormat[] = Object.freeze(
  WRITABLE_FORMATS.filter((format) => format !== 'imagefolder'),
);

/** How a folder is opened. */
export interface FolderPlan {
  readonly layout: 'scenes' | 'image-folder';
  /** Format of the annotations that are there; null: none. */
  readonly source: DatasetFormat | null;
  /** What is written; the first is what is read when the folder is opened again. */
  readonly outputs: readonly SceneFormat[];
}

export interface PlanOptions {
  readonly root: string;
  readonly files: readonly FoundFile[];
  /** As the user asked. */
  readonly mode: 'boxes' | 'faces' | undefined;
  readonly format: SceneFormat | undefined;
  /** What was written when the folder was opened before, the one that is read first; none: it was not. */
  readonly known: readonly string[];
}

/**
 * What to read and what to write in a folder. Annotations stay in the format that they are in; what has none, or one that
 * is only read, gets Pascal VOC; a format that was asked for is written beside that.
 * @throws {MaskpredError} INVALID_ARGUMENT when several formats are there and none was named.
 */
export async function planFolder({ root, files, mode, format, known }: PlanOptions): Promise<FolderPlan> {
  const found = new Set(await findFormats(root, files));
  const isFolders = found.delete('imagefolder');
  const isSorted = known.length > 0 ? known.includes('imagefolder') : isFolders && !areScenes(root, files);
  if (known.includes('imagefolder') && mode === 'boxes') {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${root}: was opened as folders of face crops before, which have no boxes. Leave --mode out, or move .maskpred away.`,
    );
  }
  if (isSorted && (known.length > 0 || (found.size === 0 && mode !== 'boxes'))) {
    assertArgument(
      format === undefined,
      `${root}: is sorted into label folders, which are not written as ${format}. Leave --format out.`,
    );
    return { layout: 'image-folder', source: 'imagefolder', outputs: [] };
  }
  const source = chooseSource(root, found, format, known);
  const own = SCENE_FORMATS.find((name) => name === source) ?? 'voc';
  const before = SCENE_FORMATS.filter((name) => known.includes(name));
  return {
    layout: 'scenes',
    source,
    outputs: [...new Set([own, ...before, ...(format === undefined ? [] : [format])])],
  };
}

function chooseSource(
  root: string,
  found: ReadonlySet<DatasetFormat>,
  format: SceneFormat | undefined,
  known: readonly string[],
): DatasetFormat | null {
  if (found.size === 0) return null;
  const [only] = found;
  if (found.size === 1) return only!;
  const before = DATASET_FORMATS.find((name) => name === known[0]);
  if (before !== undefined && found.has(before)) return before;
  if (format !== undefined && found.has(format)) return format;
  throw new MaskpredError(
    'INVALID_ARGUMENT',
    `${root}: files of ${DATASET_FORMATS.filter((name) => found.has(name)).join(' and ')} in it. Name the format that is meant (--format), or move the others away.`,
  );
}

/** Pictures of scenes lie in a folder `images`, and those of a crawl beside each other: neither is a label. */
function areScenes(root: string, files: readonly FoundFile[]): boolean {
  const folders = new Set(
    files
      .filter(({ path }) => isImageName(basename(path)))
      .map(({ path }) => relative(root, dirname(path)).split(sep)[0]!.toLowerCase()),
  );
  return folders.size === 1 && (folders.has('images') || folders.has(''));
}
