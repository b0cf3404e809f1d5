import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { assertArgument, type Classifier, type FaceDetector, MaskpredError } from '@maskpred/core';
import { lockFolder } from '@maskpred/core/node';
import { FORMAT_FIELDS, type OptionalField } from '../../formats/format.js';
import { createGuesser } from '../background/guesser.js';
import { type Lazy, loadOnce } from '../background/lazy.js';
import { createProposer } from '../background/proposer.js';
import { createCropKeeper } from '../crops/crop-keeper.js';
import { createPictureImages } from '../images/picture-images.js';
import { JOURNAL_FILE, JOURNAL_VERSION } from '../journal/entry.js';
import { type Journal, openJournal } from '../journal/journal.js';
import { type LabelEvent, type LabelMode, PROTOCOL_VERSION, type ProjectInfo } from '../protocol.js';
import { SCENE_FORMATS, type SceneFormat } from '../scenes/find-scenes.js';
import { planFiles } from '../scenes/outputs.js';
import { createSceneKeeper } from '../scenes/scene-keeper.js';
import { changedPictures, type FileKeeper, historyTops, type ProjectCore } from './core.js';
import { createFileWriter } from './file-writer.js';
import { findPicture } from './find-picture.js';
import type { LabelProject } from './label-project.js';
import { createProjectLabels } from './labels.js';
import { createExclusive } from './lock.js';
import { listFolderFiles, openFolder, type OpenedFolder } from './open-folder.js';
import type { LabelPicture } from './picture.js';
import { createProjectApi } from './project-api.js';
import { createReplay, replayEntry, type Replay } from './replay.js';
import { surveyPictures } from './survey-pictures.js';

export interface OpenLabelProjectOptions {
  /** Of scenes in any format, of pictures without annotations, or with one folder of face crops a label. */
  readonly folder: string;
  /** Boxes on scenes, or faces in a grid. @default by what the folder is */
  readonly mode?: LabelMode;
  /** Labels that can be given, in the order of their class ids. @default the folder's own, else {@link LABEL_DEFAULTS} */
  readonly labels?: readonly string[];
  /** Label by key, a digit. @default {@link LABEL_DEFAULTS}, then 1 to 9 in the order of the labels */
  readonly keys?: Readonly<Record<string, string>>;
  /** Written beside the format that the folder has. @default that one alone, or Pascal VOC where it has none */
  readonly format?: SceneFormat;
  /**
   * Proposes faces in pictures without boxes; or what loads it, called when a picture first needs it. It is not disposed here.
   * One that works in a thread of its own keeps the page quick. @default none
   */
  readonly detector?: Lazy<FaceDetector>;
  /** Guesses labels, by which the most uncertain faces come first; as `detector` otherwise. @default none */
  readonly classifier?: Lazy<Classifier>;
  /** Path, name or id of the picture that the page opens first. */
  readonly open?: string;
  /** Told what goes wrong in the background, such as a detector that does not load. */
  readonly onError?: (error: unknown) => void;
  /** Stops the opening. */
  readonly signal?: AbortSignal;
}

/**
 * A folder of pictures, opened to be labelled: by one process at a time. Annotations are read in the background; every
 * decision is in the journal (`<folder>/.maskpred/labels.jsonl`) before it is answered, and in the annotation files shortly
 * after. What the files lack from the last time is written first.
 *
 * @throws {MaskpredError} FOLDER_LOCKED when another process labels it; WRITE_FAILED when it cannot be written;
 * FILE_NOT_FOUND, FILE_UNREADABLE, EMPTY_SPLIT without pictures; INVALID_ARGUMENT for labels, keys or a picture to open that
 * there are not, and for a folder with annotations of several formats; ANNOTATION_PARSE_FAILED for a journal or a file of all
 * pictures that is damaged.
 * @example
 * const project = await openLabelProject({ folder: 'scenes' });
 * console.log(project.info().layout, project.info().total); // scenes 625
 * await project.close();
 */
export async function openLabelProject(options: OpenLabelProjectOptions): Promise<LabelProject> {
  const { folder, mode, format, signal, onError = () => undefined } = options;
  assertArgument(
    format === undefined || SCENE_FORMATS.includes(format),
    `format is one of ${SCENE_FORMATS.join(', ')}, got ${String(format)}.`,
  );
  const listing = await listFolderFiles(folder, signal); // before anything is written into it
  const { root } = listing;
  const stateFolder = join(root, '.maskpred');
  const ending = new AbortController();
  const lock = await lockFolder(join(stateFolder, 'label-lock'), {
    onLost: (error) => {
      ending.abort(error);
      onError(error);
    },
    ...(signal ? { signal } : {}),
  });
  let journal: Journal | undefined;
  try {
    const replay = createReplay();
    const id = randomUUID();
    journal = await openJournal(join(stateFolder, JOURNAL_FILE), {
      header: { t: 'header', format: 'maskpred-labels', version: JOURNAL_VERSION, id },
      onEntry: (entry, place) => replayEntry(replay, entry, place),
    });
    const opened = await openFolder({ listing, mode, format, replay, signal });
    return await startProject({ ...options, root, opened, replay, journal, ending, onError, lock });
  } catch (error) {
    await journal?.close();
    await lock.release();
    throw error;
  }
}

interface ProjectStart extends OpenLabelProjectOptions {
  readonly root: string;
  readonly opened: OpenedFolder;
  readonly replay: Replay;
  readonly journal: Journal;
  readonly ending: AbortController;
  readonly onError: (error: unknown) => void;
  readonly lock: { release(): Promise<void> };
}

async function startProject(start: ProjectStart): Promise<LabelProject> {
  const { root, opened, replay, journal, ending, onError, lock, detector, classifier } = start;
  const { pictures, plan, scenes } = opened;
  const labels = createProjectLabels({
    folder: opened.labels,
    ...(start.labels ? { labels: start.labels } : {}),
    ...(start.keys ? { keys: start.keys } : {}),
  });
  const wanted = start.open === undefined ? undefined : findPicture(start.open, pictures, root);
  assertArgument(
    start.open === undefined || wanted !== undefined,
    `${start.open}: no such picture in ${root}. Name it by its path below the folder.`,
  );
  const formats = scenes ? plan.outputs : ['imagefolder'];
  if (replay.formats.join() !== formats.join())
    await journal.append([{ t: 'formats', formats: [...formats] }]);

  const listeners = new Set<(event: LabelEvent) => void>();
  const core: ProjectCore = {
    root,
    layout: plan.layout,
    journal,
    replay,
    pictures,
    labels,
    exclusive: createExclusive(),
    emit(event) {
      for (const listener of listeners) listener(event);
    },
  };
  const tellFiles = () => core.emit({ type: 'files', files: writer.state, conflicts: keeper.conflicts });
  const writer = createFileWriter({ keeper: () => keeper, exclusive: core.exclusive, onState: tellFiles });
  const keeper: FileKeeper = scenes
    ? createSceneKeeper({
        core,
        folder: scenes,
        plan: planFiles(
          [...pictures.values()].map(({ name }) => name),
          takenFiles(pictures, scenes),
        ),
        outputs: plan.outputs,
        files: opened.files,
        onDirty: () => writer.schedule(),
        onConflicts: tellFiles,
        onChanged(picture, cause) {
          api.noteChanged([picture]);
          core.emit({
            type: 'changed',
            client: null,
            cause,
            pictures: changedPictures(core, [picture], (one) => keeper.hasConflict(one)),
            ...historyTops(core),
          });
        },
      })
    : createCropKeeper({ core, onDirty: () => writer.schedule() });

  const background = { core, keeper, onError, signal: ending.signal };
  const guesser = classifier && createGuesser({ ...background, classifier: loadOnce(classifier) });
  const proposer =
    detector && scenes
      ? createProposer({
          ...background,
          detector: loadOnce(detector),
          onProposed: (picture) => api.noteChanged([picture]),
        })
      : undefined;
  const ensureRead = async (picture: LabelPicture) => {
    if (picture.status === 'unread') await keeper.settle(picture, await keeper.read(picture));
  };
  const api = createProjectApi({
    core,
    keeper,
    writer,
    images: createPictureImages(root),
    proposer,
    guesser,
    ensureRead,
  });
  const survey = surveyPictures({
    core,
    keeper,
    signal: ending.signal,
    isAsked: () => api.isAsked(),
    onRead(batch) {
      api.noteChanged(batch);
      const met = batch.flatMap(({ state }) => state.boxes.map(({ label }) => label));
      if (labels.add(met)) core.emit({ type: 'labels', labels: labels.labels, keys: labels.keys });
    },
  }).then(
    () => writer.schedule(),
    (error: unknown) => {
      // decisions are safe in the journal; the files wait until this is put right
      writer.fail(error);
      onError(error);
    },
  );

  const info: Omit<ProjectInfo, 'labels' | 'keys'> = {
    protocol: PROTOCOL_VERSION,
    id: journal.header.id,
    instance: randomUUID(),
    name: basename(root),
    layout: plan.layout,
    mode: start.mode ?? (scenes ? 'boxes' : 'faces'),
    formats,
    journalOnly: scenes ? journalOnly(plan.outputs) : ['verified'],
    hasDetector: proposer !== undefined,
    hasClassifier: classifier !== undefined,
    open: wanted ? { picture: wanted.id } : null,
    total: pictures.size,
  };
  let closing: Promise<void> | undefined;
  const assertOpen = () => {
    if (closing) throw new MaskpredError('DISPOSED', `${root}: the project is closed.`);
    ending.signal.throwIfAborted(); // the lock was lost
  };
  const close = async () => {
    core.emit({ type: 'closing' });
    const isLost = ending.signal.aborted; // another process writes here by now
    ending.abort(new MaskpredError('DISPOSED', `${root}: the project is closed.`));
    await survey;
    try {
      if (!isLost) await writer.flush();
    } finally {
      writer.close();
      await journal.close();
      await lock.release();
    }
  };
  return {
    ...api,
    info: () => ({ ...info, labels: labels.labels, keys: labels.keys }),
    async run(batch) {
      assertOpen();
      return api.run(batch);
    },
    async resolve(resolution) {
      assertOpen();
      return api.resolve(resolution);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    surveyed: () => survey,
    flush: () => writer.flush(),
    close: () => (closing ??= close()),
  };
}

/** Annotation files that are there, by the picture that they are of. */
function takenFiles(
  pictures: ReadonlyMap<string, LabelPicture>,
  scenes: NonNullable<OpenedFolder['scenes']>,
): Map<string, string> {
  const taken = new Map<string, string>();
  for (const { name } of pictures.values()) {
    const file = scenes.fileOf(name);
    if (file !== undefined) taken.set(name, file);
  }
  return taken;
}

/** What none of the formats has a place for. */
function journalOnly(formats: readonly SceneFormat[]): string[] {
  const fields: readonly OptionalField[] = ['difficult', 'score', 'isVerified'];
  return fields
    .filter((field) => formats.every((format) => !FORMAT_FIELDS[format].includes(field)))
    .map((field) => (field === 'isVerified' ? 'verified' : field));
}
