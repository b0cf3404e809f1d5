import { mkdir, rename, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { assertInside } from '../images/safe-file.js';
import type { FileKeeper, ProjectCore } from '../project/core.js';
import type { LabelPicture } from '../project/picture.js';
import { folderOf, targetOf } from './crop-names.js';
import { followMoves } from './side-files.js';

export interface CropKeeperOptions {
  readonly core: ProjectCore;
  /** Something is to be moved from now on. */
  readonly onDirty: () => void;
}

/** As many files are moved at a time; decisions wait for so long. */
const AT_A_TIME = 64;

/** Keeps each face crop in the folder of its label. */
export function createCropKeeper({ core, onDirty }: CropKeeperOptions): FileKeeper {
  const { root, replay, journal } = core;
  const dirty = new Set<LabelPicture>();
  /** New paths by old ones that the files beside the crops do not have yet. */
  const renames = new Map<string, string>();
  const note = (from: string, to: string) => {
    const [original = from] = [...renames].find(([, current]) => current === from) ?? [];
    if (original === to) renames.delete(original);
    else renames.set(original, to);
  };
  const isThere = async (name: string) =>
    stat(join(root, name)).then(
      (found) => found.isFile(),
      () => false,
    );
  const markMissing = (picture: LabelPicture) => {
    const message = `${picture.name}: no such file any more. It was moved or removed by another program.`;
    Object.assign(picture, { status: 'broken', problem: { code: 'FILE_NOT_FOUND', message } });
  };
  const touch = (picture: LabelPicture) => {
    if (picture.state.label === folderOf(picture.name)) dirty.delete(picture);
    else {
      dirty.add(picture);
      onDirty();
    }
  };

  const planMoves = async (pictures: readonly LabelPicture[]) => {
    const targets = new Set<string>();
    const plans: { picture: LabelPicture; from: string; to: string }[] = [];
    for (const picture of pictures) {
      const { name } = picture;
      const label = picture.state.label!;
      if (label === folderOf(name)) {
        dirty.delete(picture);
        continue;
      }
      const taken = new Set<string>();
      let to = targetOf(name, label, (path) => targets.has(path));
      while (await exists(join(root, to))) {
        taken.add(to);
        to = targetOf(name, label, (path) => targets.has(path) || taken.has(path));
      }
      await assertInside(root, to);
      targets.add(to);
      plans.push({ picture, from: name, to });
    }
    return plans;
  };

  return {
    get pending() {
      return dirty.size;
    },
    conflicts: [],
    hasConflict: () => false,
    conflictOf: async () => null,
    read: ({ name }) => isThere(name),
    async settle(picture, isPresent) {
      if (!picture.isJournaled) {
        picture.state = { boxes: [], label: folderOf(picture.name), verified: null };
        picture.revision = `f-${picture.id}`;
      }
      if (isPresent !== true) {
        markMissing(picture);
        return;
      }
      Object.assign(picture, { status: 'ready', problem: null });
      const base = replay.pictures.get(picture.id)?.base.name;
      const from = replay.moves.get(picture.id)?.from;
      for (const old of [base, from])
        if (old !== undefined && old !== picture.name) renames.set(old, picture.name);
      touch(picture);
    },
    async finishSurvey() {
      for (const { name } of core.pictures.values()) renames.delete(name); // another file has taken the place
      await followMoves(root, renames);
      renames.clear();
    },
    async refresh(picture) {
      const isPresent = await isThere(picture.name);
      if (picture.status === 'ready' && !isPresent) markMissing(picture);
      else if (picture.status === 'broken' && isPresent)
        Object.assign(picture, { status: 'ready', problem: null });
    },
    baseOf: () => ({ file: null, hash: null }),
    touch(pictures) {
      for (const picture of pictures) if (picture.status === 'ready') touch(picture);
    },
    async write() {
      const plans = await planMoves([...dirty].slice(0, AT_A_TIME));
      if (plans.length === 0) return;
      // The journal hears of it first: after a crash the file is in one of the two places.
      await journal.append(
        plans.map(({ picture, from, to }) => ({ t: 'move', picture: picture.id, from, to })),
      );
      for (const { picture, from, to } of plans) {
        try {
          await mkdir(dirname(join(root, to)), { recursive: true });
          await rename(join(root, from), join(root, to));
        } catch (error) {
          if (!(await isThere(from))) {
            markMissing(picture);
            dirty.delete(picture);
            continue;
          }
          throw notMoved(from, to, error);
        }
        picture.name = to;
        note(from, to);
        touch(picture);
        await removeEmptied(root, dirname(from));
      }
      if (dirty.size > 0) return;
      await followMoves(root, renames);
      renames.clear();
    },
    async resolve({ file }) {
      throw new MaskpredError('INVALID_ARGUMENT', `${file}: there is no conflict about it.`);
    },
  };
}

/** Programs that read label folders stumble over one without pictures. */
async function removeEmptied(root: string, folder: string): Promise<void> {
  for (let current = folder; current !== '.'; current = dirname(current)) {
    try {
      await rmdir(join(root, current));
    } catch {
      return; // not empty
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function notMoved(from: string, to: string, cause: unknown): MaskpredError {
  return new MaskpredError(
    'WRITE_FAILED',
    `${from}: cannot be moved to ${to}: ${messageOf(cause)}. Check the folder, its rights and the free space.`,
    { cause },
  );
}
