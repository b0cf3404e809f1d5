import { type AnnotatedImage, MaskpredError } from '@maskpred/core';
import { baseName } from '../file-name.js';
import { AnnotationError, annotationError } from '../formats/annotation-error.js';
import type { PictureDraft } from '../formats/draft.js';
import { type DatasetIssue, type FixOption, isFixing } from '../formats/issue.js';
import { settlePicture } from '../formats/settle-picture.js';
import type { SourceItem } from './open-source.js';
import type { PictureIndex } from './picture-index.js';
import { readPictureSize } from './picture-size.js';
import type { DatasetFailure } from './dataset-failure.js';

export interface ReadItemOptions {
  readonly index: PictureIndex;
  readonly labels?: ReadonlySet<string>;
  readonly fix: FixOption;
}

/** Where a picture is described, for what is found out later. */
export interface ItemPlace {
  readonly file: string;
  readonly lineOf: () => number | undefined;
}

export type ItemResult = {
  readonly issues: readonly DatasetIssue[];
  /** Path of the picture that was found, whether it can be used or not. */
  readonly found?: string;
  /** Path of the picture that can be used. */
  readonly imagePath?: string;
} & ({ readonly image: AnnotatedImage; readonly place: ItemPlace } | { readonly failure: DatasetFailure });

/**
 * Reads one picture's annotation, finds the picture and checks one against the other. What fails is returned.
 * @throws `signal.reason`, and what is not about the files.
 */
export async function readItem(
  item: SourceItem,
  { index, labels, fix }: ReadItemOptions,
  signal?: AbortSignal,
): Promise<ItemResult> {
  const issues: DatasetIssue[] = [];
  const file = item.file.path;
  let imagePath = item.picture;
  let lineOf: () => number | undefined = () => undefined; // a clean file is never asked
  try {
    if (item.file.isOutside && item.file.path !== item.picture) {
      const problem = 'an annotation file that is a link out of the data set';
      throw annotationError({ file }, problem, 'Copy the file into the folder.');
    }
    const said = await item.read();
    lineOf = () => said.lineOf('name');
    const { draft, path } =
      item.picture === undefined ? match(said, item, index, fix, issues) : { draft: said, path: imagePath };
    imagePath = path;
    const size = imagePath === undefined ? undefined : await readPictureSize(imagePath);
    if (imagePath !== undefined && !size) {
      const message = 'a picture that cannot be read: not used';
      issues.push({ kind: 'picture-unreadable', file: imagePath, message, isFixed: false });
    }
    if (item.isBackground) {
      const message = 'a picture without label file: read as one without faces';
      issues.push({ kind: 'annotation-missing', file, message, isFixed: false });
    }
    const image = settlePicture(draft, {
      fix,
      ...(labels ? { labels } : {}),
      ...(size ? { size } : {}),
      report: (issue) => issues.push(issue),
    });
    return {
      issues,
      ...(imagePath === undefined ? {} : { found: imagePath }),
      ...(imagePath !== undefined && size ? { imagePath } : {}),
      image,
      place: { file, lineOf },
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (!MaskpredError.isInstance(error)) throw error;
    const at = error instanceof AnnotationError ? error.line : lineOf();
    return {
      issues,
      ...(imagePath === undefined ? {} : { found: imagePath }),
      failure: { file, ...(at === undefined ? {} : { line: at }), error },
    };
  }
}

/** The picture of a draft, and the draft with the name of that picture where it may be taken. */
function match(
  draft: PictureDraft,
  { file, stem }: SourceItem,
  index: PictureIndex,
  fix: FixOption,
  issues: DatasetIssue[],
): { draft: PictureDraft; path: string | undefined } {
  const report = (kind: DatasetIssue['kind'], message: string, isFixed: boolean) => {
    const line = draft.lineOf('name');
    issues.push({ kind, file: file.path, ...(line === undefined ? {} : { line }), message, isFixed });
  };
  const found = index.find(draft.fileName, stem);
  const name = JSON.stringify(baseName(draft.fileName).slice(0, 200));
  if (!found) {
    if (index.paths.length > 0)
      report('picture-missing', `no picture ${name} in the data set: size not checked`, false);
    return { draft, path: undefined };
  }
  if (found.rivals.length > 0) {
    const rivals = found.rivals.slice(0, 3).join(', ');
    report('same-stem', `several pictures for ${name}: ${found.path} taken, not ${rivals}`, false);
  }
  if (found.isNamed) return { draft, path: found.path };
  const actual = baseName(found.path);
  if (draft.isNameGuessed) return { draft: { ...draft, fileName: actual }, path: found.path };
  const isFixed = isFixing(fix, 'name-wrong');
  const outcome = isFixed ? `${actual} taken` : `no picture, though ${actual} resembles it`;
  report('name-wrong', `no picture ${name} in the data set: ${outcome}`, isFixed);
  return isFixed ? { draft: { ...draft, fileName: actual }, path: found.path } : { draft, path: undefined };
}
