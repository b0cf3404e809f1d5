import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelPicture } from '../project/picture.js';
import type { KnownFile } from '../project/replay.js';
import type { Conflict } from '../protocol.js';
import type { SceneFormat } from './find-scenes.js';
import type { FilePlan } from './outputs.js';
import type { SceneFolder } from './scene-folder.js';

export interface FileBookOptions {
  readonly root: string;
  readonly folder: SceneFolder;
  readonly plan: FilePlan;
  /** The first is what is read. */
  readonly outputs: readonly SceneFormat[];
  readonly known: Map<string, KnownFile>;
  /** Something is to be written from now on. */
  readonly onDirty: () => void;
  readonly onConflicts: () => void;
}

/** Which annotation file is whose, which are to be written, and which somebody else has changed. Files are paths below the folder. */
export interface FileBook {
  readonly primary: SceneFormat;
  readonly outputs: readonly SceneFormat[];
  /** Pictures by file that have decisions which are not in it. */
  readonly dirty: ReadonlyMap<string, ReadonlySet<LabelPicture>>;
  readonly conflicts: ReadonlyMap<string, ReadonlySet<LabelPicture>>;
  fileOf(picture: LabelPicture, format?: SceneFormat): string | undefined;
  formatOf(file: string): SceneFormat;
  known(file: string): KnownFile | undefined;
  /** The file has this, for sure. */
  remember(file: string, hash: string | null, seq: number): void;
  /** The decisions of a picture are to be written. */
  touch(picture: LabelPicture, format: SceneFormat): void;
  isDone(file: string): void;
  /** Somebody else changed the file. */
  addConflict(file: string, pictures: Iterable<LabelPicture>): void;
  endConflict(file: string): void;
  listConflicts(): Conflict[];
  /** Whether a file looks different from when it was last looked at. */
  hasNewStamp(file: string): Promise<boolean>;
  stamp(file: string): Promise<void>;
}

export function createFileBook(options: FileBookOptions): FileBook {
  const { root, folder, plan, outputs, known, onDirty, onConflicts } = options;
  const [primary] = outputs as readonly [SceneFormat, ...SceneFormat[]];
  const dirty = new Map<string, Set<LabelPicture>>();
  const conflicts = new Map<string, Set<LabelPicture>>();
  const formats = new Map<string, SceneFormat>();
  const stamps = new Map<string, string>();
  const stampOf = async (file: string) => {
    const found = await stat(join(root, file)).catch(() => undefined);
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'none';
  };
  return {
    primary,
    outputs,
    dirty,
    conflicts,
    fileOf(picture, format = primary) {
      const own = format === primary ? folder.fileOf(picture.name) : undefined;
      const file = own ?? plan.fileOf(picture.name, format);
      if (file !== undefined) formats.set(file, format);
      return file;
    },
    formatOf: (file) => formats.get(file)!,
    known: (file) => known.get(file),
    remember(file, hash, seq) {
      known.set(file, { hashes: [hash], seq });
    },
    touch(picture, format) {
      const own = format === primary ? folder.fileOf(picture.name) : undefined;
      const file = own ?? plan.fileOf(picture.name, format)!;
      formats.set(file, format);
      const conflict = conflicts.get(file);
      if (conflict) {
        conflict.add(picture);
        return;
      }
      dirty.set(file, (dirty.get(file) ?? new Set<LabelPicture>()).add(picture));
      onDirty();
    },
    isDone: (file) => void dirty.delete(file),
    addConflict(file, pictures) {
      conflicts.set(file, new Set([...(conflicts.get(file) ?? []), ...pictures]));
      dirty.delete(file);
      onConflicts();
    },
    endConflict(file) {
      conflicts.delete(file);
      onConflicts();
    },
    listConflicts: () =>
      [...conflicts].map(([file, pictures]) => ({
        file,
        pictures: [...pictures].map(({ id }) => id),
        canTakeTheirs: formats.get(file) === primary,
      })),
    hasNewStamp: async (file) => (await stampOf(file)) !== stamps.get(file),
    async stamp(file) {
      stamps.set(file, await stampOf(file));
    },
  };
}
