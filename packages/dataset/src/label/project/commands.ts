import type { HistoryEntry, JournalEntry } from '../journal/entry.js';
import type { EntryPlace } from '../journal/journal.js';
import type { CommandResult, Command, DecideCommand, HistoryCommand } from '../protocol.js';
import { applyChange, invertChange } from '../state/apply-change.js';
import type { PictureChange, PictureState } from '../state/picture-state.js';
import { baseEntries, changedPictures, type FileKeeper, type ProjectCore } from './core.js';
import { checkChange, type Refusal } from './check-change.js';
import type { LabelPicture } from './picture.js';

export interface CommandWorld {
  readonly core: ProjectCore;
  readonly keeper: FileKeeper;
  /** Reads the picture's files if that was not done yet. */
  ensureRead(picture: LabelPicture): Promise<void>;
  hasConflict(picture: LabelPicture): boolean;
}

/** A picture as it is after the commands that wait for the journal. */
interface Draft {
  readonly state: PictureState;
  readonly revision: string;
}

/**
 * Does commands in order; called with `exclusive`. Decisions that follow each other go to the journal together.
 * @throws {MaskpredError} WRITE_FAILED: those before it are saved, and saved once when they are sent again.
 */
export async function runCommands(
  commands: readonly Command[],
  world: CommandWorld,
  onChanged: (picture: LabelPicture) => void,
): Promise<CommandResult[]> {
  const results: CommandResult[] = [];
  for (let at = 0; at < commands.length;) {
    const command = commands[at]!;
    if (command.type !== 'decide') {
      results.push(await runHistory(command, world, onChanged));
      at++;
      continue;
    }
    let end = at;
    while (commands[end]?.type === 'decide') end++;
    results.push(...(await runDecisions(commands.slice(at, end) as DecideCommand[], world, onChanged)));
    at = end;
  }
  return results;
}

async function runDecisions(
  commands: readonly DecideCommand[],
  world: CommandWorld,
  onChanged: (picture: LabelPicture) => void,
): Promise<CommandResult[]> {
  const { core, keeper } = world;
  const { replay } = core;
  const drafts = new Map<LabelPicture, Draft>();
  const entries: JournalEntry[] = [];
  const accepted: { command: DecideCommand; picture: LabelPicture; seq: number; entry: number }[] = [];
  const verdicts: (Verdict | 'saved')[] = [];
  const ids = new Set<string>();
  let seq = replay.lastSeq;
  for (const command of commands) {
    const { id, group, kind, change } = command;
    const picture = core.pictures.get(command.picture);
    const verdict =
      replay.ids.has(id) || ids.has(id) ? 'saved' : await judge(command, picture, drafts, world);
    verdicts.push(verdict === 'saved' || verdict.status !== 'new' ? verdict : 'saved');
    if (verdict === 'saved' || verdict.status !== 'new') continue;
    if (!drafts.has(picture!)) entries.push(...baseEntries(picture!, keeper));
    drafts.set(picture!, { state: verdict.state, revision: id });
    ids.add(id);
    accepted.push({ command, picture: picture!, seq: ++seq, entry: entries.length });
    const time = new Date().toISOString();
    entries.push({
      t: 'decide',
      seq,
      time,
      id,
      picture: command.picture,
      kind,
      change,
      ...(group === undefined ? {} : { group }),
    });
  }
  const places = entries.length > 0 ? await core.journal.append(entries) : [];
  for (const { command, picture, seq: number, entry } of accepted) {
    replay.lastSeq = number;
    replay.ids.add(command.id);
    replay.history.record({ ...command, ref: places[entry]! });
    picture.isJournaled = true;
    picture.seq = number;
  }
  for (const [picture, draft] of drafts) {
    Object.assign(picture, draft);
    onChanged(picture);
  }
  return commands.map(({ id, picture }, index) => answer(id, verdicts[index]!, picture, world));
}

type Verdict =
  | { readonly status: 'new'; readonly state: PictureState }
  | { readonly status: 'stale' }
  | { readonly status: 'refused'; readonly error: Refusal };

async function judge(
  { change, revision }: DecideCommand,
  picture: LabelPicture | undefined,
  drafts: ReadonlyMap<LabelPicture, Draft>,
  { core, ensureRead }: CommandWorld,
): Promise<Verdict> {
  if (!picture) return refuse({ code: 'NOT_FOUND', message: 'There is no such picture in the folder.' });
  await ensureRead(picture);
  if (picture.status === 'broken') return refuse(picture.problem!);
  const draft = drafts.get(picture) ?? picture;
  if (draft.revision !== revision) return { status: 'stale' };
  const state = applyChange(draft.state, change);
  if (!state) return { status: 'stale' };
  const error = checkChange(change, draft.state, { ...picture, layout: core.layout }, core.labels.labels);
  return error ? refuse(error) : { status: 'new', state };
}

async function runHistory(
  command: HistoryCommand,
  world: CommandWorld,
  onChanged: (picture: LabelPicture) => void,
): Promise<CommandResult> {
  const { core } = world;
  const { replay, journal } = core;
  const { id, type, of } = command;
  if (replay.ids.has(id)) return { id, status: 'saved', pictures: [] };
  const item = await settledTop(type, world);
  if (!item) {
    const message = type === 'undo' ? 'There is nothing to undo.' : 'There is nothing to redo.';
    return { id, status: 'refused', error: { code: 'INVALID_ARGUMENT', message } };
  }
  if (of !== undefined && of !== item.of) {
    const pictures = item.pictures.flatMap((name) => core.pictures.get(name) ?? []);
    return { id, status: 'stale', pictures: changedPictures(core, pictures, world.hasConflict) };
  }
  const refs = type === 'undo' ? item.refs.toReversed() : item.refs;
  const changes: { picture: string; change: PictureChange }[] = [];
  const drafts = new Map<LabelPicture, PictureState>();
  for (const ref of refs) {
    const { picture: name, change: made } = await readChange(ref, world);
    const picture = core.pictures.get(name)!;
    const change = type === 'undo' ? invertChange(made) : made;
    const state = applyChange(drafts.get(picture) ?? picture.state, change);
    // what stands in the journal follows from itself; replaying it would have failed before
    if (!state) throw new Error(`${id}: the ${type} of ${item.of} does not fit picture ${name}`);
    drafts.set(picture, state);
    changes.push({ picture: name, change });
  }
  const seq = replay.lastSeq + 1;
  const entry: HistoryEntry = { t: type, seq, time: new Date().toISOString(), id, of: item.of, changes };
  await journal.append([entry]);
  replay.lastSeq = seq;
  replay.ids.add(id);
  if (type === 'undo') replay.history.undone();
  else replay.history.redone();
  for (const [picture, state] of drafts) {
    Object.assign(picture, { state, revision: id, seq });
    onChanged(picture);
  }
  const shown = item.pictures.map((name) => core.pictures.get(name)!);
  return { id, status: 'saved', pictures: changedPictures(core, shown, world.hasConflict) };
}

/** What is on top once the pictures that it changes are read: a file that was changed meanwhile comes on top of it. */
async function settledTop(type: 'undo' | 'redo', { core, ensureRead }: CommandWorld) {
  const { history } = core.replay;
  for (;;) {
    const item = type === 'undo' ? history.undoTop : history.redoTop;
    for (const name of item?.pictures ?? []) await ensureRead(core.pictures.get(name)!);
    if (item === (type === 'undo' ? history.undoTop : history.redoTop)) return item;
  }
}

async function readChange(
  place: EntryPlace,
  { core }: CommandWorld,
): Promise<{ picture: string; change: PictureChange }> {
  const entry = await core.journal.read(place);
  if (entry.t === 'decide' || entry.t === 'external') return entry;
  throw new Error(`The journal has no change at byte ${place.start}`);
}

function answer(
  id: string,
  verdict: Verdict | 'saved',
  pictureName: string,
  { core, hasConflict }: CommandWorld,
): CommandResult {
  if (verdict !== 'saved' && verdict.status === 'refused') {
    return { id, status: 'refused', error: verdict.error };
  }
  const picture = core.pictures.get(pictureName)!;
  return {
    id,
    status: verdict === 'saved' ? 'saved' : 'stale',
    pictures: changedPictures(core, [picture], hasConflict),
  };
}

function refuse(error: Refusal): Verdict {
  return { status: 'refused', error };
}
