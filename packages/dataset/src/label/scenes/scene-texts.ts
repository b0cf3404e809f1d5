import type { AnnotatedImage } from '@maskpred/core';
import type { LabelPicture } from '../project/picture.js';
import { growClassLists } from './class-files.js';
import type { SceneFormat } from './find-scenes.js';
import {
  type Extras,
  formatPicture,
  formatSet,
  hasContent,
  isFilePerPicture,
  writtenLabels,
} from './outputs.js';

/** What the annotation files say besides what is labelled. */
export interface SceneNotes {
  /** Licences and numbers that come back as they were. */
  readonly extras: Map<LabelPicture, Extras>;
  /** Pictures whose annotation file was not made here. */
  readonly hadFile: Set<LabelPicture>;
  /** Entries of a file of all pictures that cannot be labelled, because their picture is missing or broken. */
  kept: readonly AnnotatedImage[];
}

export interface SceneTextsOptions {
  readonly root: string;
  /** Files of the folder when it was opened, paths below it. */
  readonly files: readonly string[];
  readonly pictures: ReadonlyMap<string, LabelPicture>;
  readonly notes: SceneNotes;
  /** Labels by class id. */
  readonly classes: readonly string[];
}

/** Makes the texts of annotation files. */
export interface SceneTexts {
  /** Gives new labels class ids, on the disk too, before a file uses them. */
  growClasses(pictures: Iterable<LabelPicture>, format: SceneFormat): Promise<void>;
  /** null: there is nothing to write, and there was no file. */
  textOf(file: string, format: SceneFormat, pictures: Iterable<LabelPicture>): string | null;
}

const YOLO_LISTS = /(^|\/)(classes\.txt|obj\.names|data\.ya?ml)$/i;

export function createSceneTexts({ root, files, pictures, notes, ...rest }: SceneTextsOptions): SceneTexts {
  let { classes } = rest;
  let isListWritten = files.some((file) => YOLO_LISTS.test(file));
  const written = (picture: LabelPicture) => ({ picture, extras: notes.extras.get(picture) ?? {} });
  return {
    async growClasses(touched, format) {
      if (format === 'voc') return;
      const all = isFilePerPicture(format) ? touched : pictures.values();
      const used = new Set([...all].flatMap((picture) => writtenLabels(picture, format)));
      const added = [...used].filter((label) => !classes.includes(label));
      const needsList = format === 'yolo' && !isListWritten;
      if (added.length === 0 && !needsList) return;
      classes = [...classes, ...added];
      await growClassLists(root, needsList ? [...files, 'classes.txt'] : files, classes);
      isListWritten ||= needsList;
    },
    textOf(file, format, touched) {
      if (format === 'voc' || format === 'yolo') {
        const [picture] = touched;
        if (!notes.hadFile.has(picture!) && !hasContent(picture!)) return null;
        return formatPicture(written(picture!), format, classes);
      }
      const labelled = [...pictures.values()].filter(
        (picture) => picture.status === 'ready' && (notes.hadFile.has(picture) || hasContent(picture)),
      );
      if (labelled.length + notes.kept.length === 0 && !files.includes(file)) return null;
      return formatSet(labelled.map(written), notes.kept, format, classes);
    },
  };
}
