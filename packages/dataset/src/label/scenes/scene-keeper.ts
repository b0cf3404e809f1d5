import { join } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { type FileKeeper, type ProjectCore, recordMachine } from '../project/core.js';
import type { LabelPicture } from '../project/picture.js';
import type { Conflict, Resolution } from '../protocol.js';
import { changeBetween } from '../state/apply-change.js';
import { createFileBook } from './file-book.js';
import type { SceneFormat } from './find-scenes.js';
import { type Extras, type FilePlan, hasContent, isFilePerPicture } from './outputs.js';
import { hashFile, hashText, type ReadScene, type SceneFolder } from './scene-folder.js';
import { mergeTheirs, stateOf } from './scene-state.js';
import { createSceneTexts, type SceneNotes } from './scene-texts.js';
import { writeNextFiles } from './write-files.js';

export interface SceneKeeperOptions {
  readonly core: ProjectCore;
  readonly folder: SceneFolder;
  readonly plan: FilePlan;
  /** The first is what is read. */
  readonly outputs: readonly SceneFormat[];
  /** Files of the folder when it was opened, paths below it. */
  readonly files: readonly string[];
  readonly onDirty: () => void;
  readonly onConflicts: () => void;
  readonly onChanged: (picture: LabelPicture, cause: 'file' | 'conflict') => void;
}

/** Keeps the annotation files of scenes in step with what was decided, and notices what others do to them. */
export function createSceneKeeper(options: SceneKeeperOptions): FileKeeper {
  const { core, folder, files, onChanged } = options;
  const { replay, root } = core;
  const book = createFileBook({ ...options, root, known: replay.files });
  const { primary, outputs } = book;
  const notes: SceneNotes = { extras: new Map(), hadFile: new Set(), kept: [] };
  const texts = createSceneTexts({
    root,
    files,
    pictures: core.pictures,
    notes,
    classes: folder.classNames ?? core.labels.labels,
  });
  /** What a file of all pictures had when it was found to be another's work; its pictures are settled one by one. */
  let foreignSet: string | null | undefined;
  let isSurveyed = false;

  const fileOf = (picture: LabelPicture) => book.fileOf(picture)!;
  const isPending = (picture: LabelPicture) => picture.seq > (book.known(fileOf(picture))?.seq ?? 0);
  const isKnown = (file: string, hash: string | null) => book.known(file)?.hashes.includes(hash) ?? false;

  /** The picture becomes what the file says, as a change that can be undone. */
  const takeTheirs = async (
    picture: LabelPicture,
    { image, hash }: Extract<ReadScene, { image: unknown }>,
    cause: 'file' | 'conflict',
  ) => {
    if (hash !== null) notes.hadFile.add(picture);
    if (!picture.isJournaled) {
      picture.state = stateOf(image);
      picture.revision = revisionOf(hash);
      onChanged(picture, cause);
      return;
    }
    const seq = replay.lastSeq + 1;
    const theirs = mergeTheirs(picture.state, stateOf(image), primary, (index) => `x${seq}-${index}`);
    if (theirs === picture.state) return;
    const change = changeBetween(picture.state, theirs);
    await recordMachine(core, keeper, 'external', { picture, change, state: theirs });
    for (const format of outputs.slice(1)) book.touch(picture, format);
    onChanged(picture, cause);
  };
  /** The journal hears that all of a file was taken in. */
  const acceptFile = async (file: string, hash: string | null) => {
    await core.journal.append([{ t: 'file', file, hash, seq: replay.lastSeq }]);
    book.remember(file, hash, replay.lastSeq);
  };

  const settleForeign = async (picture: LabelPicture, scene: Extract<ReadScene, { image: unknown }>) => {
    const file = fileOf(picture);
    if (isPending(picture)) {
      book.addConflict(file, [picture]);
      return;
    }
    await takeTheirs(picture, scene, 'file');
    if (!folder.isSet) await acceptFile(file, scene.hash);
  };

  /** A crash may have come between a file and the journal's word of it. */
  const isOurText = (picture: LabelPicture, file: string, hash: string | null) =>
    isFilePerPicture(primary) &&
    hash !== null &&
    hashText(texts.textOf(file, primary, [picture]) ?? '') === hash;

  const settleJournaled = async (picture: LabelPicture, scene: Extract<ReadScene, { image: unknown }>) => {
    const file = fileOf(picture);
    const { hash } = scene;
    if (typeof replay.pictures.get(picture.id)?.base.hash === 'string') notes.hadFile.add(picture);
    if (folder.isSet && foreignSet === undefined) foreignSet = isKnown(file, hash) ? undefined : hash;
    const isForeign = folder.isSet ? foreignSet !== undefined : !isKnown(file, hash);
    if (isForeign && !isOurText(picture, file, hash)) await settleForeign(picture, scene);
    for (const format of outputs) {
      const target = book.fileOf(picture, format)!;
      const known = book.known(target);
      const isBehind = picture.seq > (known?.seq ?? 0);
      const wasCutShort = format === primary && hash !== known?.hashes.at(-1) && foreignSet === undefined;
      if (isBehind || (wasCutShort && !book.conflicts.has(target))) book.touch(picture, format);
    }
  };

  const refreshSet = async (file: string, hash: string | null) => {
    await folder.reload();
    const waiting = book.dirty.get(file);
    if (waiting) {
      book.addConflict(file, waiting);
      return;
    }
    await takeSet('file');
    await acceptFile(file, hash);
  };
  const takeSet = async (cause: 'file' | 'conflict') => {
    for (const picture of core.pictures.values()) {
      if (picture.status !== 'ready') continue;
      const scene = await folder.read(picture.name);
      if ('image' in scene && (picture.isJournaled || scene.hash !== null))
        await takeTheirs(picture, scene, cause);
    }
    notes.kept = await folder.readOthers();
  };

  const keeper: FileKeeper = {
    get pending() {
      return book.dirty.size;
    },
    get conflicts() {
      return book.listConflicts();
    },
    hasConflict: (picture) => [...book.conflicts.values()].some((pictures) => pictures.has(picture)),
    async conflictOf(picture): Promise<Conflict | null> {
      const found = [...book.conflicts].find(([, pictures]) => pictures.has(picture));
      if (!found) return null;
      const [file, pictures] = found;
      const isRead = book.formatOf(file) === primary;
      if (isRead && folder.isSet) await folder.reload();
      const scene = isRead ? await folder.read(picture.name, file) : undefined;
      const theirs = scene && 'image' in scene ? stateOf(scene.image) : undefined;
      const ids = [...pictures].map(({ id }) => id);
      return { file, pictures: ids, canTakeTheirs: theirs !== undefined, ...(theirs ? { theirs } : {}) };
    },

    async read(picture): Promise<ReadScene> {
      const file = book.fileOf(picture);
      if (file !== undefined) return folder.read(picture.name, file);
      const message = `${picture.name}: another picture is called the same, and annotations name a picture without its folder. Rename one.`;
      return { problem: { code: 'INVALID_ARGUMENT', message } };
    },
    async settle(picture, read) {
      const scene = read as ReadScene;
      if ('problem' in scene) {
        Object.assign(picture, { status: 'broken', problem: scene.problem });
        return;
      }
      const { image, hash, isListed } = scene;
      const file = fileOf(picture);
      notes.extras.set(picture, extrasOf(image));
      Object.assign(picture, { status: 'ready', problem: null, width: image.width, height: image.height });
      await book.stamp(file);
      if (picture.isJournaled) {
        await settleJournaled(picture, scene);
        return;
      }
      if (isListed) notes.hadFile.add(picture);
      picture.state = stateOf(image);
      picture.revision = revisionOf(hash);
      if (!book.known(file)) book.remember(file, hash, 0);
      // what is written beside the folder's own format has all pictures, else the others would count as without faces
      for (const format of outputs.slice(1)) {
        const isWritten = book.known(book.fileOf(picture, format)!) !== undefined;
        if (!isWritten && hasContent(picture)) book.touch(picture, format);
      }
    },
    async finishSurvey() {
      if (folder.isSet) {
        notes.kept = await folder.readOthers();
        const [picture] = core.pictures.values();
        const file = picture && fileOf(picture);
        if (file !== undefined && foreignSet !== undefined && !book.conflicts.has(file)) {
          await acceptFile(file, foreignSet);
        }
        foreignSet = undefined;
      }
      isSurveyed = true;
    },
    async refresh(picture) {
      if (picture.status === 'unread' || book.fileOf(picture) === undefined) return;
      const file = fileOf(picture);
      if (book.conflicts.has(file) || !(await book.hasNewStamp(file))) return;
      await book.stamp(file);
      const hash = await hashFile(join(root, file));
      if (isKnown(file, hash)) return;
      if (folder.isSet) {
        await refreshSet(file, hash);
        return;
      }
      const scene = await folder.read(picture.name, file);
      if ('problem' in scene) Object.assign(picture, { status: 'broken', problem: scene.problem });
      else {
        Object.assign(picture, { status: 'ready', problem: null });
        if (picture.isJournaled) await settleForeign(picture, scene);
        else {
          await takeTheirs(picture, scene, 'file');
          book.remember(file, scene.hash, 0);
        }
      }
    },
    baseOf(picture) {
      const file = fileOf(picture);
      return { file, hash: book.known(file)?.hashes.at(-1) ?? null };
    },
    touch(pictures) {
      for (const picture of pictures) {
        if (picture.status !== 'ready') continue;
        for (const format of outputs) book.touch(picture, format);
      }
    },
    write: () => writeNextFiles(core, book, texts, isSurveyed),

    async resolve({ file, keep }: Pick<Resolution, 'file' | 'keep'>) {
      const pictures = book.conflicts.get(file);
      if (!pictures) throw new MaskpredError('INVALID_ARGUMENT', `${file}: there is no conflict about it.`);
      const disk = await hashFile(join(root, file));
      if (keep === 'mine') {
        book.endConflict(file);
        book.remember(file, disk, book.known(file)?.seq ?? 0);
        for (const picture of pictures) book.touch(picture, book.formatOf(file));
        return;
      }
      if (book.formatOf(file) !== primary) {
        const message = `${file}: is written only, never read. Keep mine, or move the file away first.`;
        throw new MaskpredError('INVALID_ARGUMENT', message);
      }
      if (folder.isSet) {
        await folder.reload();
        await takeSet('conflict');
      }
      for (const picture of folder.isSet ? [] : pictures) {
        const scene = await folder.read(picture.name, file);
        if ('problem' in scene) throw new MaskpredError('ANNOTATION_PARSE_FAILED', scene.problem.message);
        await takeTheirs(picture, scene, 'conflict');
      }
      await acceptFile(file, disk);
      book.endConflict(file);
    },
  };
  return keeper;
}

function extrasOf(image: Extract<ReadScene, { image: unknown }>['image']): Extras {
  const { license } = image;
  const { cocoId } = image as Extras;
  return { ...(license === undefined ? {} : { license }), ...(cocoId === undefined ? {} : { cocoId }) };
}

function revisionOf(hash: string | null): string {
  return `f-${hash === null ? 'none' : hash.slice(0, 12)}`;
}
