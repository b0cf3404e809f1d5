import * as z from 'zod/mini';
import {
  DECISION_KINDS,
  changeSchema,
  idSchema,
  type LabelBox,
  type PictureState,
} from './state/picture-state.js';
import type { PicturePhase } from './state/progress-state.js';

/*
 * What the labelling page and its server say to each other. JSON over HTTP on loopback, one stream of server-sent events.
 *
 *   GET  /api/project                               ProjectInfo
 *   GET  /api/pictures?PictureQuery                 PicturePage
 *   GET  /api/pictures/:id                          PictureDetail
 *   GET  /api/pictures/:id/image?size=1024          the upright picture: JPEG, PNG or WebP bytes
 *   GET  /api/pictures/:id/crops/:box?size=96       a face of it (`whole` for a face crop), JPEG bytes
 *   GET  /api/faces?FaceQuery                       FacePage
 *   GET  /api/progress                              Progress
 *   POST /api/commands   CommandBatch               CommandAnswer
 *   POST /api/conflicts  Resolution                 ConflictAnswer
 *   GET  /api/events                                text/event-stream of LabelEvent: `event: <type>`, `data: <JSON>`
 *
 * Every answer that is no success is a Problem: {error: {code, message}}. 401: no or an old token (the server was started
 * again: open the address that it printed); 404: no such picture or box; 409: made for another state; 421/403: not asked by
 * this page; 422: not possible, with the reason; 507: WRITE_FAILED, not all of the batch was saved: keep it and send all of it again, what was saved is saved once.
 * Answers with pictures have `ETag` and may be kept; add the revision to the address to be sure.
 */

/** Raised when page and server no longer understand each other. */
export const PROTOCOL_VERSION = 1;

/** The label names of a face crop in the place of a box: its picture is the face. */
export const WHOLE_PICTURE = 'whole';

/** Longest sides that pictures are sent in, pixels; `original` is the picture as it is. */
export const IMAGE_SIZES = Object.freeze(['512', '1024', '2048', 'original'] as const);
export type ImageSize = (typeof IMAGE_SIZES)[number];

/** Sides of the square that crops fit in, pixels. */
export const CROP_SIZES = Object.freeze([96, 160, 256] as const);
export type CropSize = (typeof CROP_SIZES)[number];

/** Boxes on scenes, or faces in a grid. */
export const LABEL_MODES = Object.freeze(['boxes', 'faces'] as const);
export type LabelMode = (typeof LABEL_MODES)[number];

/** Entries of a page of a list at most. */
export const MAX_LIMIT = 1000;

/** Commands of a batch at most. */
export const MAX_COMMANDS = 1000;

/** What the server was started with. */
export interface ProjectInfo {
  readonly protocol: typeof PROTOCOL_VERSION;
  /** The same for a folder after every start, another one for another folder. */
  readonly id: string;
  /** Another one after each start of the server: what is not saved yet is sent again. */
  readonly instance: string;
  /** Name of the folder. */
  readonly name: string;
  /** `scenes`: pictures with boxes; `image-folder`: each picture is a face, its label the folder that it lies in. */
  readonly layout: 'scenes' | 'image-folder';
  /** How the page opens. An image folder has only `faces`. */
  readonly mode: LabelMode;
  /** Labels that can be given, in the order of their class ids. */
  readonly labels: readonly string[];
  /** Key (as `KeyboardEvent.key` has it) by label. Labels may be without. */
  readonly keys: Readonly<Record<string, string>>;
  /** What is written beside the journal. */
  readonly formats: readonly string[];
  /** What those formats have no place for and only the journal keeps, such as `difficult` in YOLO. */
  readonly journalOnly: readonly string[];
  /** Whether pictures without boxes get proposals when they are looked at. */
  readonly hasDetector: boolean;
  /** Whether guesses of a classifier come in the background. */
  readonly hasClassifier: boolean;
  /** The picture to open first, and the box in it where it was named. */
  readonly open: { readonly picture: string; readonly box?: string } | null;
  /** Pictures, those that cannot be read included. */
  readonly total: number;
}

/** What a classifier says of a face. */
export interface Guess {
  readonly label: string;
  /** Of that label, 0 to 1. */
  readonly score: number;
  /** 1 - score. */
  readonly uncertainty: number;
}

/** Why a picture cannot be labelled. */
export interface Problem {
  readonly error: {
    /** An `ErrorCode` of maskpred, or `STALE`, `FORBIDDEN`, `UNAUTHORIZED`, `NOT_FOUND`, `UNEXPECTED`. */
    readonly code: string;
    /** For people: what was expected, what came, what to do. */
    readonly message: string;
  };
}

/** A picture in the list. */
export interface PictureSummary {
  readonly id: string;
  /** Path below the folder, `/` between its parts. */
  readonly name: string;
  /** `unread`: the server has not come to it yet, everything else is 0; `broken`: it cannot be labelled, see its detail. */
  readonly phase: PicturePhase | 'unread' | 'broken';
  /** Decided boxes; a face crop that was decided on counts as 1. */
  readonly decided: number;
  /** Proposed boxes. */
  readonly proposed: number;
  /** Labels of its boxes, or its own, each once, in the order of the project. */
  readonly labels: readonly string[];
  readonly revision: string;
  /** Whether its file was changed by somebody else while decisions of ours were not in it. */
  readonly hasConflict: boolean;
}

export const PICTURE_FILTERS = Object.freeze([
  'all',
  'undecided',
  'todo',
  'proposed',
  'labelled',
  'verified',
  'done',
  'broken',
  'conflict',
] as const);
/** `undecided`: todo or proposed; `done`: labelled or verified. */
export type PictureFilter = (typeof PICTURE_FILTERS)[number];

const count = (fallback: number, max: number) =>
  z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(max)), fallback);

const listQuery = {
  /** Pictures or faces of this label. */
  label: z.optional(z.string()),
  /** Part of the name, in any case. */
  search: z.optional(z.string().check(z.maxLength(200))),
  offset: count(0, 10_000_000),
  limit: count(200, MAX_LIMIT),
};

export const pictureQuerySchema = z.object({
  filter: z._default(z.enum(PICTURE_FILTERS), 'all'),
  ...listQuery,
});
export type PictureQuery = z.input<typeof pictureQuerySchema>;
/** A query with its defaults. */
export type SettledPictureQuery = z.output<typeof pictureQuerySchema>;

export interface Page<T> {
  /** As many match. */
  readonly total: number;
  readonly offset: number;
  readonly items: readonly T[];
  /** False while the server still reads annotations: more may come to match. */
  readonly isComplete: boolean;
}
/** In the order of their names. */
export type PicturePage = Page<PictureSummary>;

/** A picture with everything there is to know. */
export interface PictureDetail extends PictureSummary {
  /** Pixels of the upright picture; 0 when it cannot be read. */
  readonly width: number;
  readonly height: number;
  readonly state: PictureState;
  /** By box id, `whole` for a face crop; those that are there already. */
  readonly guesses: Readonly<Record<string, Guess>>;
  /** Whether the detector has looked, or need not: `waiting` is followed by a `changed` event, or by one without boxes. */
  readonly proposals: 'none' | 'waiting' | 'done' | 'failed';
  /** Why it cannot be labelled, or why its pixels cannot be shown. */
  readonly problem: Problem['error'] | null;
  readonly conflict: Conflict | null;
}

/** Somebody else changed a file that decisions of ours are to be written to. Nothing is written until it is settled. */
export interface Conflict {
  /** Of the file; path below the folder. */
  readonly file: string;
  /** Pictures with decisions that are not in the file. */
  readonly pictures: readonly string[];
  /** How the file has the picture that was asked for; absent in lists, and when the file cannot be read. */
  readonly theirs?: PictureState;
  readonly canTakeTheirs: boolean;
}

export const FACE_FILTERS = Object.freeze(['all', 'undecided', 'decided', 'disagreement'] as const);
/** `disagreement`: the guess is another label than the one that a person, or the folder, says. */
export type FaceFilter = (typeof FACE_FILTERS)[number];

export const faceQuerySchema = z.object({
  filter: z._default(z.enum(FACE_FILTERS), 'all'),
  /** `uncertain`: undecided first, each by falling uncertainty of its guess; without guesses as `name`. */
  order: z._default(z.enum(['uncertain', 'name']), 'uncertain'),
  ...listQuery,
});
export type FaceQuery = z.input<typeof faceQuerySchema>;
/** A query with its defaults. */
export type SettledFaceQuery = z.output<typeof faceQuerySchema>;

/** A face in the grid. */
export interface FaceItem {
  readonly picture: string;
  /** Id of the box, or `whole`. */
  readonly box: string;
  /** Of the picture. */
  readonly name: string;
  readonly label: string;
  /** Whether a person has decided: no score, or for a face crop verified. */
  readonly isDecided: boolean;
  readonly guess: Guess | null;
  /** Whether the guess is another label than its own. */
  readonly disagrees: boolean;
  /** Of the picture. */
  readonly revision: string;
  /** What `labelCrop` and `relabel` need: the box, or for a face crop null and `verified` below. */
  readonly state: LabelBox | null;
  readonly verified: boolean | null;
}
export type FacePage = Page<FaceItem>;

export interface Progress {
  readonly pictures: {
    readonly total: number;
    /** Labelled or verified. */
    readonly done: number;
    readonly todo: number;
    readonly verified: number;
    readonly broken: number;
    /** Whose annotations the server has read so far. */
    readonly read: number;
  };
  /** Boxes, or face crops. */
  readonly faces: { readonly total: number; readonly decided: number; readonly undecided: number };
  /** Decided faces by label, every label of the project included. */
  readonly perLabel: Readonly<Record<string, number>>;
  readonly pace: {
    /** Decided faces a minute over the last five minutes of work; null when that is too little to say. */
    readonly perMinute: number | null;
    /** Seconds that the undecided faces take at this pace. */
    readonly secondsLeft: number | null;
  };
  readonly files: FilesState;
  readonly conflicts: readonly Conflict[];
  readonly undo: HistoryTop | null;
  readonly redo: HistoryTop | null;
}

/** What undo would take back, or redo do again. */
export interface HistoryTop {
  /** Command id or group. */
  readonly of: string;
  readonly kind: string;
  /** The first picture that it changes. */
  readonly picture: string;
  readonly pictures: number;
}

/** The annotation files; decisions are safe in the journal before that. */
export interface FilesState {
  /** Files that are to be written. */
  readonly pending: number;
  /** Why they could not be: the server tries again. */
  readonly error: Problem['error'] | null;
}

const decideSchema = z.strictObject({
  type: z.literal('decide'),
  /** Made by the page, different for every command ever: sent again, it is saved once. It is the picture's next revision. */
  id: idSchema,
  picture: idSchema,
  /** The revision of the picture that the change was made for: the last one heard, or the id of the page's own last command on it. */
  revision: idSchema,
  kind: z.enum(DECISION_KINDS),
  change: changeSchema,
  /** Commands of one group are undone and redone together. They stand next to each other. */
  group: z.optional(idSchema),
});
const historySchema = z.strictObject({
  type: z.enum(['undo', 'redo']),
  id: idSchema,
  /** The group or command that is meant, as the page sees it; answered `stale` when another one is on top. */
  of: z.optional(idSchema),
});

export const commandSchema = z.discriminatedUnion('type', [decideSchema, historySchema]);
export type Command = z.infer<typeof commandSchema>;
export type DecideCommand = z.infer<typeof decideSchema>;
export type HistoryCommand = z.infer<typeof historySchema>;

/** Done in order; those that are stale or refused do not hold up the others. */
export const commandBatchSchema = z.strictObject({
  /** Of the tab: it finds its own changes in events. */
  client: idSchema,
  commands: z.array(commandSchema).check(z.minLength(1), z.maxLength(MAX_COMMANDS)),
});
export type CommandBatch = z.infer<typeof commandBatchSchema>;

/** 200: all saved; 409: some stale; 422: some refused; 507: not all on the disk (a Problem): send the batch again. */
export interface CommandAnswer {
  /** One a command, in order. */
  readonly results: readonly CommandResult[];
  readonly undo: HistoryTop | null;
  readonly redo: HistoryTop | null;
}

/**
 * `saved`: it is on the disk, with what became of the pictures (that of an undo or redo: those that it changed, the first one
 * is to be shown); `stale`: it was made for another state, here is the present one; `refused`: it cannot be.
 */
export type CommandResult =
  | { readonly id: string; readonly status: 'saved'; readonly pictures: readonly ChangedPicture[] }
  | { readonly id: string; readonly status: 'stale'; readonly pictures: readonly ChangedPicture[] }
  | { readonly id: string; readonly status: 'refused'; readonly error: Problem['error'] };

export interface ChangedPicture {
  readonly summary: PictureSummary;
  readonly state: PictureState;
}

export const resolutionSchema = z.strictObject({
  client: idSchema,
  file: z.string().check(z.minLength(1), z.maxLength(4096)),
  /** `mine` writes over the file; `theirs` takes what it says, as a change that can be undone. */
  keep: z.enum(['mine', 'theirs']),
});
export type Resolution = z.infer<typeof resolutionSchema>;

export interface ConflictAnswer {
  readonly pictures: readonly ChangedPicture[];
  readonly conflicts: readonly Conflict[];
}

/** What the server tells every page. After a lost connection: ask for what is shown again, then listen. */
export type LabelEvent =
  | { readonly type: 'hello'; readonly instance: string }
  /** By a command, by the detector (`client` null), or because a file was changed by somebody else (null). */
  | {
      readonly type: 'changed';
      readonly client: string | null;
      readonly cause: 'commands' | 'proposals' | 'file' | 'conflict';
      readonly pictures: readonly ChangedPicture[];
      readonly undo: HistoryTop | null;
      readonly redo: HistoryTop | null;
    }
  /** Annotations read so far; `read === total` once. */
  | { readonly type: 'survey'; readonly read: number; readonly total: number }
  | {
      readonly type: 'guesses';
      readonly done: number;
      readonly total: number;
      readonly guesses: readonly NewGuess[];
    }
  | { readonly type: 'files'; readonly files: FilesState; readonly conflicts: readonly Conflict[] }
  /** More labels were met in the annotations than the project was opened with. */
  | {
      readonly type: 'labels';
      readonly labels: readonly string[];
      readonly keys: Readonly<Record<string, string>>;
    }
  /** The server ends on purpose. */
  | { readonly type: 'closing' };

export interface NewGuess {
  readonly picture: string;
  readonly box: string;
  readonly guess: Guess;
}
