import { basename, dirname, join, relative, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { stemOf } from '../file-name.js';
import { draftCoco } from '../formats/coco-draft.js';
import { draftCreateMl } from '../formats/create-ml.js';
import type { DraftSet, Finding, PictureDraft } from '../formats/draft.js';
import { type DatasetFormat, isSetFormat, type SetFormat } from '../formats/format.js';
import { type FixOption, isFixing } from '../formats/issue.js';
import { draftLabelme } from '../formats/labelme.js';
import { MAX_LABELME_BYTES, MAX_PICTURE_FILE_BYTES, MAX_SET_FILE_BYTES } from '../formats/limits.js';
import { draftVia } from '../formats/via.js';
import { draftVoc } from '../formats/voc.js';
import { draftYolo } from '../formats/yolo.js';
import { annotationJsonFiles, sniffFile, yoloLabelFiles } from './detect-format.js';
import { compareText, type FoundFile, hasExtension, isImageName } from './files.js';
import { readText } from './read-text.js';

/** One picture of a data set that is yet to be read. */
export interface SourceItem {
  /** Its annotation file, or the picture itself where there is none. */
  readonly file: FoundFile;
  /** The picture, where the layout says which it is. */
  readonly picture?: string;
  /** Name of the annotation file without ending, where pictures are also found by it. */
  readonly stem?: string;
  /** Whether the format takes a picture without file as one without faces. */
  readonly isBackground?: boolean;
  read(): Promise<PictureDraft>;
}

export interface Source {
  readonly items: readonly SourceItem[];
  /** What concerns no single picture. */
  readonly findings: readonly Finding[];
  /** The file that the findings are of. */
  readonly file: string;
  /** The format's own class list. */
  readonly labels?: readonly string[];
}

export interface OpenSourceOptions {
  readonly root: string;
  readonly files: readonly FoundFile[];
  /** The annotation file, when the caller named one. */
  readonly file?: FoundFile;
  /** Labels by class id, for YOLO. */
  readonly classNames: readonly string[];
  readonly pixelOrigin: 0 | 1;
  readonly labelAttribute?: string;
  readonly fix: FixOption;
  readonly signal?: AbortSignal;
}

/**
 * The pictures of a data set, in the order of their files, or of the file that lists them.
 * @throws {MaskpredError} EMPTY_SPLIT when there is no annotation of the format; INVALID_ARGUMENT when it is not clear
 * which file is meant; for formats of one file what reading it throws.
 */
export async function openSource(format: DatasetFormat, options: OpenSourceOptions): Promise<Source> {
  if (isSetFormat(format)) return openSet(format, options);
  const items = openers[format](options);
  if (items.length === 0) throw empty(options.root, EXPECTED[format]);
  return { items, findings: [], file: options.root };
}

const EXPECTED: Readonly<Record<Exclude<DatasetFormat, SetFormat>, string>> = {
  voc: 'an .xml file a picture (Pascal VOC), at any depth',
  yolo: 'labels/*.txt and images/*.jpg, or both in one folder',
  labelme: 'a .json file a picture',
  imagefolder: 'one folder a label with pictures in it, <root>/<label>/*.jpg',
};

const openers: Record<Exclude<DatasetFormat, SetFormat>, (options: OpenSourceOptions) => SourceItem[]> = {
  voc: ({ files, file, pixelOrigin, fix, signal }) =>
    (file ? [file] : files.filter(({ path }) => hasExtension(basename(path), ['xml']))).map((found) => ({
      file: found,
      stem: stemOf(found.path),
      read: async () =>
        draftVoc(await readText(found.path, MAX_PICTURE_FILE_BYTES, signal), {
          file: found.path,
          pixelOrigin,
          cutStrayText: isFixing(fix, 'stray-text'),
        }),
    })),

  labelme: ({ files, file, signal }) =>
    (file ? [file] : annotationJsonFiles(files)).map((found) => ({
      file: found,
      stem: stemOf(found.path),
      read: async () => draftLabelme(await readText(found.path, MAX_LABELME_BYTES, signal), found.path),
    })),

  yolo: openYolo,

  imagefolder: ({ root, files }) =>
    files
      .filter(({ path }) => isImageName(basename(path)) && dirname(relative(root, path)) !== '.')
      .map((found) => ({
        file: found,
        picture: found.path,
        read: async () => ({
          file: found.path,
          fileName: basename(found.path),
          hasSizeFields: false,
          // the whole picture, whatever its size
          boxes: [
            { box: { x: 0, y: 0, width: 1, height: 1 }, shareDigits: 0, label: labelFolder(root, found) },
          ],
          findings: [],
          lineOf: () => undefined,
        }),
      })),
};

/** A picture's labels are in the file of its name: beside it, or in `labels` where the picture is in `images`. */
function openYolo({ root, files, classNames, signal }: OpenSourceOptions): SourceItem[] {
  const texts = new Map(yoloLabelFiles(root, files).map((found) => [found.path, found]));
  const pictures = files.filter(({ path }) => isImageName(basename(path)));
  const used = new Set<string>();
  const items = pictures.map((picture): SourceItem => {
    const path = labelPathsOf(root, picture.path).find((candidate) => texts.has(candidate));
    if (path !== undefined) used.add(path);
    const found = path === undefined ? undefined : texts.get(path);
    return {
      file: found ?? picture,
      picture: picture.path,
      ...(found ? {} : { isBackground: true }),
      read: async () =>
        draftYolo(found ? await readText(found.path, MAX_PICTURE_FILE_BYTES, signal) : '', {
          file: (found ?? picture).path,
          fileName: basename(picture.path),
          labels: classNames,
        }),
    };
  });
  const orphans = [...texts.values()].filter(({ path }) => !used.has(path));
  const orphanItems = orphans.map((found): SourceItem => ({
    file: found,
    stem: stemOf(found.path),
    read: async () =>
      draftYolo(await readText(found.path, MAX_PICTURE_FILE_BYTES, signal), {
        file: found.path,
        fileName: stemOf(found.path),
        labels: classNames,
      }),
  }));
  return [...items, ...orphanItems].sort((a, b) => compareText(a.file.path, b.file.path));
}

function labelPathsOf(root: string, picture: string): string[] {
  const parts = relative(root, dirname(picture)).split(sep);
  const images = parts.map((part) => part.toLowerCase()).lastIndexOf('images');
  const name = `${stemOf(picture)}.txt`;
  const swapped = parts.with(images < 0 ? 0 : images, images < 0 ? parts[0]! : 'labels');
  return [join(root, ...swapped, name), join(dirname(picture), name), join(root, 'labels', name)];
}

async function openSet(
  format: SetFormat,
  { root, files, file: named, labelAttribute, signal }: OpenSourceOptions,
): Promise<Source> {
  const file = named ?? (await findSetFile(format, root, files, signal));
  const text = await readText(file.path, MAX_SET_FILE_BYTES, signal);
  const set: DraftSet =
    format === 'coco'
      ? draftCoco(text, file.path)
      : format === 'createml'
        ? draftCreateMl(text, file.path)
        : draftVia(text, file.path, labelAttribute);
  const items = set.pictures.map((draft) => ({ file, read: async () => draft }));
  return {
    items,
    findings: set.findings,
    file: file.path,
    ...(set.labels ? { labels: set.labels } : {}),
  };
}

async function findSetFile(
  format: SetFormat,
  root: string,
  files: readonly FoundFile[],
  signal?: AbortSignal,
): Promise<FoundFile> {
  const candidates = annotationJsonFiles(files);
  const found: FoundFile[] = [];
  for (const candidate of candidates) {
    if (candidates.length === 1 || (await sniffFile(candidate.path, signal)) === format)
      found.push(candidate);
  }
  const [first] = found;
  if (!first) throw empty(root, `a .json file of ${format}`);
  if (found.length === 1) return first;
  const names = found.map(({ path }) => relative(root, path));
  throw new MaskpredError(
    'INVALID_ARGUMENT',
    `${root}: ${found.length} files of ${format} in it (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}). Name the one that is meant.`,
  );
}

function labelFolder(root: string, { path }: FoundFile): string {
  return relative(root, path).split(sep)[0]!;
}

function empty(root: string, expected: string): MaskpredError {
  return new MaskpredError('EMPTY_SPLIT', `${root}: no annotation in it. Expected ${expected}.`);
}
