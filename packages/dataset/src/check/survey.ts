import { relative, sep } from 'node:path';
import {
  type AnnotatedImage,
  assertArgument,
  type CallOptions,
  mapInOrder,
  MaskpredError,
  messageOf,
  type Provenance,
} from '@maskpred/core';
import type { DatasetFormat } from '../formats/format.js';
import type { DatasetIssue } from '../formats/issue.js';
import { readProvenance } from '../sharing/describe-folder.js';
import { type DatasetLayout, listMembers, type Member } from './layout.js';
import { openOrigins } from './origins.js';
import { type PictureFacts, readPictureFacts } from './picture-facts.js';

/** A picture of a data set with what is known of it. */
export interface SurveyedPicture {
  /** Below the folder, `/` between the parts. */
  readonly path: string;
  /** Of the whole picture: the folder it lies in. */
  readonly label?: string;
  /** Its labelled faces, in scenes. */
  readonly annotations?: AnnotatedImage;
  /** Absent when it cannot be read. */
  readonly facts?: PictureFacts;
  /** Why it cannot be read. */
  readonly error?: MaskpredError;
  /** What the crawl that fetched it, or the picture that it was cut from, recorded. */
  readonly provenance?: Provenance;
}

/** An annotation that cannot be used. */
export interface BrokenAnnotation {
  /** Below the folder, `/` between the parts. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly message: string;
}

/** All pictures of a data set, looked at once. */
export interface Survey {
  readonly layout: DatasetLayout;
  /** By path. */
  readonly pictures: readonly SurveyedPicture[];
  /** What is dirty about the annotations, files below the folder. */
  readonly issues: readonly DatasetIssue[];
  readonly brokenAnnotations: readonly BrokenAnnotation[];
}

export interface SurveyOptions extends CallOptions {
  /** Of the annotations. @default found out from what lies in the folder */
  readonly format?: DatasetFormat;
  /** What crawls recorded. @default the folder's own `manifest.jsonl`, if any */
  readonly provenance?: readonly Provenance[];
  /** Pictures decoded at a time, 1 or more. @default 4 */
  readonly concurrency?: number;
  /** Called after each picture. */
  readonly onPicture?: (done: number, total: number) => void;
}

/**
 * Looks at every picture of a data set: scenes (pictures with boxes in any format), an ImageFolder (`<label>/*.jpg`) or a
 * folder of pictures. A picture or an annotation that cannot be read is part of the result, never an error.
 *
 * @throws {MaskpredError} FILE_NOT_FOUND without the folder, EMPTY_SPLIT when no picture is in it, INVALID_ARGUMENT when
 * the format of the annotations is not clear, ANNOTATION_PARSE_FAILED for a broken manifest or file of all annotations.
 * @example
 * const survey = await surveyDataset('data/train');
 * console.log(survey.layout, survey.pictures.length); // image-folder 3178
 */
export async function surveyDataset(folder: string, options: SurveyOptions = {}): Promise<Survey> {
  const { signal, format, concurrency = 4, onPicture } = options;
  assertArgument(
    Number.isSafeInteger(concurrency) && concurrency >= 1,
    `concurrency is a whole number from 1, got ${concurrency}.`,
  );
  signal?.throwIfAborted();
  const { layout, members, issues, failures } = await listMembers(folder, format, signal);
  const provenance = options.provenance ?? (await readProvenance([folder], { isOptional: true }));
  const findOrigin = await openOrigins(folder, provenance);
  const pathOf = (file: string) => relative(folder, file).split(sep).join('/');
  const look = async ({ file, ...rest }: Member): Promise<SurveyedPicture> => {
    const path = pathOf(file);
    try {
      const facts = await readPictureFacts(file, signal ? { signal } : {});
      const origin = findOrigin(path, facts.sha256);
      return { path, ...rest, facts, ...(origin ? { provenance: origin } : {}) };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      return { path, ...rest, error: asUnreadable(error, file) };
    }
  };
  const pictures: SurveyedPicture[] = [];
  for await (const picture of mapInOrder(members, concurrency, look, signal)) {
    pictures.push(picture);
    onPicture?.(pictures.length, members.length);
  }
  return {
    layout,
    pictures,
    issues: issues.map((issue) => ({ ...issue, file: pathOf(issue.file) })),
    brokenAnnotations: failures.map(({ file, line, error }) => ({
      file: pathOf(file),
      ...(line === undefined ? {} : { line }),
      message: error.message,
    })),
  };
}

function asUnreadable(error: unknown, file: string): MaskpredError {
  if (MaskpredError.isInstance(error)) return error;
  return new MaskpredError('FILE_UNREADABLE', `${file}: ${messageOf(error)}`, { cause: error });
}
