import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type CallOptions, type Dataset, MaskpredError, messageOf } from '@maskpred/core';
import { annotationError } from '../formats/annotation-error.js';
import { dropPlainNumbers } from '../formats/coco-numbers.js';
import type { DatasetFormat } from '../formats/format.js';
import type { DatasetIssue, FixOption } from '../formats/issue.js';
import { assertLabels } from '../formats/labels.js';
import { sortedLabels } from '../formats/settle-set.js';
import { type ClassLists, readClassLists } from './class-lists.js';
import { detectFormat, sniffFile } from './detect-format.js';
import { compareText, type FoundFile, hasExtension, isImageName, walkFolder } from './files.js';
import type { DatasetFailure } from './dataset-failure.js';
import { createNameKeeper } from './name-keeper.js';
import { openSource } from './open-source.js';
import { indexPictures } from './picture-index.js';
import { type ItemResult, readItem } from './read-item.js';

export interface ReadDatasetOptions extends CallOptions {
  /** @default found out from what lies in the folder */
  readonly format?: DatasetFormat;
  /**
   * The labels in the order of their class ids.
   * @default the `labels.json` of the folder, else the format's own class list, else the labels met, sorted
   */
  readonly labels?: readonly string[];
  /** What the numbers of VOC files count, as `parseVoc` has it. @default 0 */
  readonly pixelOrigin?: 0 | 1;
  /** The region attribute of VIA that is the label, as `parseVia` has it. */
  readonly labelAttribute?: string;
  /** Which issues are repaired: all of them, or those of the kinds. @default false */
  readonly fix?: FixOption;
  /** Called after each picture. */
  readonly onPicture?: (done: number, total: number) => void;
}

export interface ReadDatasetResult {
  readonly format: DatasetFormat;
  /** The pictures that can be used. */
  readonly dataset: Dataset;
  /** Path of the picture by `id`; without those that were not found. */
  readonly imagePaths: ReadonlyMap<string, string>;
  /** All that is dirty, whether it was repaired or not, in the order of the files. */
  readonly issues: readonly DatasetIssue[];
  /** What cannot be used; the rest was read. */
  readonly failures: readonly DatasetFailure[];
}

/** As many pictures are read at a time: enough to keep a disk busy. */
const AT_A_TIME = 16;

const HINT = 'Name the folder of a data set, or its annotation file.';

/**
 * The data set of a folder or of an annotation file, in any of the formats, with everything that is dirty about it.
 * Pictures are looked for by name below the folder and nowhere else; their sizes come from the annotation, or from their
 * headers where it says none. A picture that cannot be used is listed and the rest is read.
 *
 * @param path - a folder, or an annotation file (`.json`, `.xml`) with its pictures below the same folder, or below its
 * parent when that folder is called annotations.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE; EMPTY_SPLIT without any annotation; INVALID_ARGUMENT when the
 * format or the file is not clear; ANNOTATION_PARSE_FAILED for a broken `labels.json`, class list or file of all pictures;
 * UNKNOWN_LABEL for YOLO without a class list.
 * @example
 * const { dataset, issues } = await readDataset('scenes', { format: 'voc', fix: true });
 * console.log(dataset.labels, dataset.images.length); // [ 'incorrect-mask', 'mask', 'no-mask' ] 625
 */
export async function readDataset(
  path: string,
  options: ReadDatasetOptions = {},
): Promise<ReadDatasetResult> {
  const { labels: given, pixelOrigin = 0, labelAttribute, fix = false, signal, onPicture } = options;
  signal?.throwIfAborted();
  if (given) assertLabels(given);
  const place = await locate(path, signal);
  const { root, files, file } = place;
  const format = options.format ?? (await formatOf(place, signal));
  const lists = await readClassLists(root, format, files, given, signal);
  const source = await openSource(format, {
    root,
    files,
    ...(file ? { file } : {}),
    classNames: lists.own ?? [],
    pixelOrigin,
    ...(labelAttribute === undefined ? {} : { labelAttribute }),
    fix,
    ...(signal ? { signal } : {}),
  });
  const known = knownLabels(lists, source.labels);
  const pictures = files.filter((found) => isImageName(basename(found.path)));
  const index = indexPictures(pictures.map((found) => found.path));

  const issues: DatasetIssue[] = [];
  const failures: DatasetFailure[] = [];
  for (const { kind, problem, outcome, line, code } of source.findings) {
    const at = { file: source.file, ...(line === undefined ? {} : { line }) };
    const isFixed = kind !== undefined && (fix === true || (fix !== false && fix.includes(kind)));
    if (kind) issues.push({ kind, ...at, message: `${problem}: ${outcome ?? 'left out'}`, isFixed });
    if (isFixed || outcome !== undefined) continue;
    const error = annotationError(at, problem, 'Correct the file, or export it again.', code ? { code } : {});
    failures.push({ ...at, error });
  }
  issues.push(...linkIssues(files));

  const images: Dataset['images'][number][] = [];
  const imagePaths = new Map<string, string>();
  const keeper = createNameKeeper(fix);
  const used = new Set<string>();
  const take = (result: ItemResult) => {
    issues.push(...result.issues);
    if (result.found !== undefined) used.add(result.found);
    if ('failure' in result) {
      failures.push(result.failure);
      return;
    }
    const kept = keeper.keep(result.image, result.place);
    issues.push(...kept.issues);
    if ('failure' in kept) failures.push(kept.failure);
    else {
      images.push(kept.image);
      if (result.imagePath !== undefined) imagePaths.set(kept.image.id, result.imagePath);
    }
  };
  const read = { index, fix, ...(known ? { labels: new Set(known) } : {}) };
  for (let start = 0; start < source.items.length; start += AT_A_TIME) {
    signal?.throwIfAborted();
    const results = await Promise.all(
      source.items.slice(start, start + AT_A_TIME).map((item) => readItem(item, read, signal)),
    );
    for (const [offset, result] of results.entries()) {
      take(result);
      onPicture?.(start + offset + 1, source.items.length);
    }
  }
  signal?.throwIfAborted();
  if (format !== 'yolo' && format !== 'imagefolder') issues.push(...unlabelled(pictures, used));
  const met = sortedLabels(images);
  const labels = known ? [...known, ...met.filter((label) => !known.includes(label))] : met;
  return { format, dataset: dropPlainNumbers({ labels, images }), imagePaths, issues, failures };
}

interface Located {
  readonly root: string;
  readonly files: readonly FoundFile[];
  readonly file?: FoundFile;
}

async function locate(path: string, signal?: AbortSignal): Promise<Located> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const code = error.code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE';
    throw new MaskpredError(code, `${path}: cannot be read: ${messageOf(error)}. ${HINT}`, { cause: error });
  });
  if (stats.isDirectory()) return { root: path, files: await walkFolder(path, HINT, signal) };
  const folder = dirname(path);
  const root = basename(folder).toLowerCase() === 'annotations' ? dirname(folder) : folder;
  return { root, files: await walkFolder(root, HINT, signal), file: { path, isOutside: false } };
}

async function formatOf({ root, files, file }: Located, signal?: AbortSignal): Promise<DatasetFormat> {
  if (!file) return detectFormat(root, files, signal);
  const format = hasExtension(basename(file.path), ['xml']) ? 'voc' : await sniffFile(file.path, signal);
  if (format) return format;
  throw new MaskpredError('INVALID_ARGUMENT', `${file.path}: not a file of a known format. ${HINT}`);
}

function knownLabels({ project, own }: ClassLists, inFile: readonly string[] | undefined) {
  return project ?? own ?? inFile;
}

/** Links are followed to pictures; an annotation file outside the folder is not, which its own failure says. */
function linkIssues(files: readonly FoundFile[]): DatasetIssue[] {
  const links = new Map(
    files.flatMap(({ link, isOutside }) => (link === undefined ? [] : [[link, isOutside]])),
  );
  return [...links].map(([file, isOutside]) => ({
    kind: 'symbolic-link',
    file: String(file),
    message: isOutside
      ? 'a symbolic link out of the data set: followed to pictures, not to annotations'
      : 'a symbolic link: followed',
    isFixed: false,
  }));
}

function unlabelled(pictures: readonly FoundFile[], used: ReadonlySet<string>): DatasetIssue[] {
  return pictures
    .map(({ path }) => path)
    .filter((path) => !used.has(path))
    .sort(compareText)
    .map((file) => ({
      kind: 'annotation-missing',
      file,
      message: 'a picture without annotation: left out',
      isFixed: false,
    }));
}
