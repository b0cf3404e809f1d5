import { realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { type ErrorCode, MaskpredError } from '@maskpred/core';
import { type FoundFile, isImageName, walkFolder } from '../../io/files.js';
import { readLabels } from '../../io/class-lists.js';
import { nameCrops } from '../crops/crop-names.js';
import { type FolderPlan, planFolder, type SceneFormat } from '../scenes/find-scenes.js';
import { openSceneFolder, type SceneFolder } from '../scenes/scene-folder.js';
import type { LabelMode } from '../protocol.js';
import { UNDECIDED_LABELS } from '../state/decide.js';
import { LABEL_DEFAULTS } from './labels.js';
import { createPicture, type LabelPicture, pictureId } from './picture.js';
import type { Replay } from './replay.js';

export interface OpenFolderOptions {
  readonly listing: Listing;
  readonly mode: LabelMode | undefined;
  readonly format: SceneFormat | undefined;
  readonly replay: Replay;
  readonly signal: AbortSignal | undefined;
}

/** What lies in a folder. */
export interface Listing {
  /** With links resolved. */
  readonly root: string;
  readonly files: readonly FoundFile[];
}

/** A folder with its pictures, none of which has been opened. */
export interface OpenedFolder {
  readonly plan: FolderPlan;
  /** By id, in the order of their names. */
  readonly pictures: ReadonlyMap<string, LabelPicture>;
  /** Paths of all files, below the folder. */
  readonly files: readonly string[];
  /** Of scenes. */
  readonly scenes: SceneFolder | undefined;
  /** The labels that the folder itself says or uses; undefined: none but the usual ones. */
  readonly labels: readonly string[] | undefined;
}

const HINT = 'Name the folder of the pictures to label.';
/** As many annotations are read to see which labels are used, when no list says it. */
const SAMPLE = 64;

/**
 * All files of a folder of pictures.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE; EMPTY_SPLIT without pictures.
 */
export async function listFolderFiles(folder: string, signal?: AbortSignal): Promise<Listing> {
  const found = await walkFolder(folder, HINT, signal);
  if (!found.some(({ path }) => isImageName(basename(path)))) {
    throw new MaskpredError('EMPTY_SPLIT', `${folder}: no picture in it. ${HINT}`);
  }
  const root = await realpath(folder);
  return { root, files: found.map((file) => ({ ...file, path: join(root, relative(folder, file.path)) })) };
}

/**
 * The pictures of a folder, as the journal knows them.
 * @throws {MaskpredError} INVALID_ARGUMENT when it is not clear how the folder is meant; what its annotations are refused for.
 */
export async function openFolder(options: OpenFolderOptions): Promise<OpenedFolder> {
  const { listing, mode, format, replay, signal } = options;
  const { root, files } = listing;
  const nameOf = ({ path }: FoundFile) => relative(root, path).split(sep).join('/');
  const shown = files.filter(({ path }) => isImageName(basename(path)));
  const plan = await planFolder({ root, files, mode, format, known: replay.formats });
  const isScenes = plan.layout === 'scenes';
  // pictures beside the label folders have no label
  const names = shown.map(nameOf).filter((name) => isScenes || name.includes('/'));
  const scenes = isScenes
    ? await openSceneFolder({ root, files, names, format: plan.source, ...(signal ? { signal } : {}) })
    : undefined;
  const pictures = isScenes ? createScenes(names, replay) : createCrops(names, replay);
  const outside = new Set(shown.filter(({ isOutside }) => isOutside).map(nameOf));
  for (const picture of pictures.values()) if (outside.has(picture.name)) refuse(picture);
  const own = scenes ? scenes.classNames : await readLabels(root, signal);
  const met = own ? [] : scenes ? await sampleLabels(scenes, names) : labelFolders(names);
  return {
    plan,
    pictures,
    files: files.map(nameOf),
    scenes,
    labels: own ?? mergeLabels(met, !isScenes),
  };
}

function createScenes(names: readonly string[], replay: Replay): Map<string, LabelPicture> {
  const pictures = new Map(names.map((name) => [pictureId(name), createPicture(pictureId(name), name)]));
  for (const [id, { base }] of replay.pictures) {
    if (pictures.has(id)) continue;
    const picture = createPicture(id, base.name);
    const message = `${base.name}: no such picture any more. Its labels are in the journal; put it back to have them.`;
    pictures.set(id, picture);
    putOutOfReach(picture, 'FILE_NOT_FOUND', message);
  }
  return adopt(pictures, replay);
}

function createCrops(names: readonly string[], replay: Replay): Map<string, LabelPicture> {
  const crops = nameCrops(names, replay);
  return adopt(new Map(crops.map(({ id, name }) => [id, createPicture(id, name)])), replay);
}

/** What the journal says of pictures. */
function adopt(pictures: Map<string, LabelPicture>, replay: Replay): Map<string, LabelPicture> {
  for (const [id, { base, state, revision, seq, isLookedAt }] of replay.pictures) {
    const picture = pictures.get(id);
    if (!picture) continue;
    const { width, height } = base;
    Object.assign(picture, { state, revision, seq, width, height, isLookedAt, isJournaled: true });
    if (isLookedAt) picture.proposals = 'done';
  }
  return pictures;
}

function refuse(picture: LabelPicture): void {
  const message = `${picture.name}: a symbolic link out of the folder, which is not followed. Copy the file into it.`;
  putOutOfReach(picture, 'ADDRESS_FORBIDDEN', message);
}

function putOutOfReach(picture: LabelPicture, code: ErrorCode, message: string): void {
  Object.assign(picture, { status: 'broken', problem: { code, message }, isOutOfReach: true });
}

async function sampleLabels(scenes: SceneFolder, names: readonly string[]): Promise<string[]> {
  const annotated = names.filter((name) => scenes.fileOf(name) !== undefined).slice(0, SAMPLE);
  const read = await Promise.all(annotated.map((name) => scenes.read(name)));
  return read.flatMap((scene) => ('image' in scene ? scene.image.annotations.map(({ label }) => label) : []));
}

function labelFolders(names: readonly string[]): string[] {
  return names.map((name) => name.split('/')[0]!);
}

/** The usual labels and those in use; a data set that calls everything otherwise has its own. */
function mergeLabels(met: readonly string[], isSorted: boolean): string[] | undefined {
  const used = [...new Set(met)].filter((label) => !UNDECIDED_LABELS.includes(label)).sort();
  const usual = LABEL_DEFAULTS.labels;
  if (used.length === 0) return undefined;
  if (used.some((label) => usual.includes(label))) {
    return [...usual, ...used.filter((label) => !usual.includes(label))];
  }
  // bad crops need somewhere to go
  return isSorted ? [...used, 'not-face'] : used;
}
