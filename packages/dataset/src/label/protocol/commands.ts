import * as z from 'zod/mini';
import { changeSchema, DECISION_KINDS, idSchema, type PictureState } from '../state/picture-state.js';
import type { Conflict, PictureSummary } from './pictures.js';
import type { Problem } from './problem.js';
import type { HistoryTop } from './progress.js';

/** Commands of a batch at most. */
export const MAX_COMMANDS = 1000;

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
