import type { Guesser } from '../background/guesser.js';
import type { Proposer } from '../background/proposer.js';
import type { PictureImages } from '../images/picture-images.js';
import {
  type FaceItem,
  type PictureDetail,
  type PictureSummary,
  type Progress,
  WHOLE_PICTURE,
} from '../protocol.js';
import { isProposed } from '../state/decide.js';
import { runCommands } from './commands.js';
import { changedPictures, type FileKeeper, historyTops, type ProjectCore } from './core.js';
import type { FileWriter } from './file-writer.js';
import type { LabelProject } from './label-project.js';
import { createPace } from './pace.js';
import { type LabelPicture, summaryOf } from './picture.js';
import { countProgress, listFaces, matchesPicture } from './views.js';

export interface ProjectParts {
  readonly core: ProjectCore;
  readonly keeper: FileKeeper;
  readonly writer: FileWriter;
  readonly images: PictureImages;
  readonly proposer: Proposer | undefined;
  readonly guesser: Guesser | undefined;
  readonly ensureRead: (picture: LabelPicture) => Promise<void>;
}

/** Pictures after the one that is shown which the detector looks at beforehand. */
const AHEAD = 2;

/** What can be asked of a project and told to it. */
export type ProjectApi = Pick<
  LabelProject,
  'listPictures' | 'listFaces' | 'progress' | 'picture' | 'image' | 'crop' | 'run' | 'resolve'
> & {
  /** Whether an answer is being worked on. */
  isAsked(): boolean;
  /** Something else than a command has changed pictures. */
  noteChanged(pictures: Iterable<LabelPicture>): void;
};

export function createProjectApi(parts: ProjectParts): ProjectApi {
  const { core, keeper, writer, images, proposer, guesser, ensureRead } = parts;
  const { pictures, labels } = core;
  const order = [...pictures.values()];
  const pace = createPace(() => performance.now());
  const summaries = new Map<LabelPicture, PictureSummary>();
  let faces: { readonly key: string; readonly items: FaceItem[] } | undefined;

  const summarise = (picture: LabelPicture): PictureSummary => {
    const hasConflict = keeper.hasConflict(picture);
    const kept = summaries.get(picture);
    const isFresh =
      kept?.revision === picture.revision &&
      kept.hasConflict === hasConflict &&
      kept.name === picture.name &&
      (picture.status === 'ready'
        ? !['unread', 'broken'].includes(kept.phase)
        : kept.phase === picture.status);
    if (isFresh) return kept;
    const summary = summaryOf(picture, labels.labels, hasConflict);
    summaries.set(picture, summary);
    return summary;
  };
  const isComplete = () => order.every(({ status }) => status !== 'unread');
  const hasConflict = (picture: LabelPicture) => keeper.hasConflict(picture);
  const noteChanged = (changed: Iterable<LabelPicture>) => {
    faces = undefined;
    guesser?.want(changed);
  };
  const detail = async (picture: LabelPicture): Promise<PictureDetail> => {
    const ids = picture.state.label === null ? picture.state.boxes.map(({ id }) => id) : [WHOLE_PICTURE];
    const guesses = ids.flatMap((id) => {
      const guess = guesser?.guessOf(picture, id);
      return guess ? [[id, guess] as const] : [];
    });
    return {
      ...summarise(picture),
      width: picture.width,
      height: picture.height,
      state: picture.state,
      guesses: Object.fromEntries(guesses),
      proposals: proposer ? picture.proposals : 'none',
      problem: picture.problem,
      conflict: await keeper.conflictOf(picture),
    };
  };

  let asked = 0;
  const answering = async <T>(work: Promise<T>): Promise<T> => {
    asked++;
    try {
      return await work;
    } finally {
      asked--;
    }
  };

  return {
    noteChanged,
    isAsked: () => asked > 0,
    listPictures(query) {
      const items = order.map(summarise).filter((summary) => matchesPicture(summary, query));
      const { offset, limit } = query;
      return {
        total: items.length,
        offset,
        items: items.slice(offset, offset + limit),
        isComplete: isComplete(),
      };
    },
    listFaces(query) {
      const { offset, limit, ...what } = query;
      const key = JSON.stringify(what);
      // a page asks for the parts of one list one after the other
      if (faces?.key !== key || offset === 0) {
        faces = { key, items: listFaces(order, query, (picture, box) => guesser?.guessOf(picture, box)) };
      }
      const { items } = faces;
      return {
        total: items.length,
        offset,
        items: items.slice(offset, offset + limit),
        isComplete: isComplete(),
      };
    },
    progress(): Progress {
      const counts = countProgress(order, labels.labels);
      return {
        ...counts,
        pace: pace.of(counts.faces.undecided),
        files: writer.state,
        conflicts: keeper.conflicts,
        ...historyTops(core),
      };
    },
    async picture(id) {
      const picture = pictures.get(id);
      if (!picture) return undefined;
      const looked = core.exclusive(async () => {
        if (picture.status === 'unread') await ensureRead(picture);
        else if (!picture.isOutOfReach) await keeper.refresh(picture);
      });
      await answering(looked);
      if (proposer) {
        const at = order.indexOf(picture);
        // the queue is last in, first out: the one that is shown comes first
        for (const next of order.slice(at, at + 1 + AHEAD).reverse()) proposer.want(next);
      }
      return detail(picture);
    },
    async image(id, size, known) {
      const picture = pictures.get(id);
      return picture && answering(images.show(picture.name, size, known));
    },
    async crop(id, box, size, known) {
      const picture = pictures.get(id);
      if (picture?.status === 'unread') await core.exclusive(() => ensureRead(picture));
      if (!picture) return undefined;
      if (box === WHOLE_PICTURE)
        return answering(images.crop(picture.name, { box: undefined, size }, [], known));
      const { boxes } = picture.state;
      const wanted = boxes.find((one) => one.id === box);
      const others = boxes.map((one) => one.box);
      return wanted && answering(images.crop(picture.name, { box: wanted.box, size }, others, known));
    },
    async run({ client, commands }) {
      const changed = new Set<LabelPicture>();
      const before = new Map<LabelPicture, number>();
      const world = { core, keeper, ensureRead, hasConflict };
      const finish = () => {
        if (changed.size === 0) return;
        keeper.touch(changed);
        noteChanged(changed);
        pace.note(
          [...changed].reduce((sum, one) => sum + Math.max(0, countDecided(one) - before.get(one)!), 0),
        );
        core.emit({
          type: 'changed',
          client,
          cause: 'commands',
          pictures: changedPictures(core, changed, hasConflict),
          ...historyTops(core),
        });
      };
      const results = await answering(
        core.exclusive(async () => {
          for (const { picture } of commands.flatMap((one) => (one.type === 'decide' ? [one] : []))) {
            const found = pictures.get(picture);
            if (found) before.set(found, countDecided(found));
          }
          try {
            return await runCommands(commands, world, (picture) => {
              if (!before.has(picture)) before.set(picture, countDecided(picture));
              changed.add(picture);
            });
          } finally {
            finish(); // also what was saved before a disk was full
          }
        }),
      );
      return { results, ...historyTops(core) };
    },
    async resolve({ client, file, keep }) {
      const targets = keeper.conflicts.find((conflict) => conflict.file === file)?.pictures ?? [];
      await core.exclusive(() => keeper.resolve({ file, keep }));
      if (keep === 'mine') await writer.flush();
      const settled = targets.flatMap((id) => pictures.get(id) ?? []);
      noteChanged(settled);
      const changed = changedPictures(core, settled, hasConflict);
      core.emit({ type: 'changed', client, cause: 'conflict', pictures: changed, ...historyTops(core) });
      return { pictures: changed, conflicts: keeper.conflicts };
    },
  };
}

function countDecided({ state }: LabelPicture): number {
  return state.label === null
    ? state.boxes.filter((box) => !isProposed(box)).length
    : Number(state.verified === true);
}
