import type { ChangedPicture, Command, CommandResult, DecideCommand } from '../../../src/label/protocol.js';
import { applyChange, invertChange } from '../../../src/label/state/apply-change.js';
import type { PictureChange, PictureState } from '../../../src/label/state/picture-state.js';
import type { Outbox } from '../api/outbox.js';
import { TEXTS } from '../texts.js';
import { applyToFaces, facesOf } from './faces.js';
import { localHistory } from './local-history.js';
import { summarize, withPicture } from './pictures.js';
import { type PageState, say } from './state.js';
import type { Store } from './store.js';
import type { Decision } from './decision.js';

/** Makes decisions: shown at once, then on their way to the server. */
export interface Decider {
  /** Decisions that are undone together. Those that do not fit the picture as it is shown are left out. */
  decide(decisions: readonly Decision[]): void;
  /** Takes the last decision back, or does it again. Resolves with the picture that it changed, if any. */
  travel(direction: 'undo' | 'redo'): Promise<string | undefined>;
  /** Resolves when no undo or redo is on its way whose effect is not known yet. */
  settled(): Promise<void> | undefined;
  onResult(command: Command, result: CommandResult): void;
  /** Whether a decision on the picture is not confirmed: what is shown is newer than what the server says. */
  isOnItsWay(picture: string): boolean;
  /** Takes over what the server says of pictures, except of those with decisions of ours on their way. */
  accept(pictures: readonly ChangedPicture[]): void;
}

/** @param reload - asks the server for a picture that is not as it is shown. */
export function createDecider(
  store: Store<PageState>,
  outbox: () => Outbox,
  reload: (picture: string) => void,
): Decider {
  const sentGroups = new Set<string>();
  /** Pictures of the undos and redos that are shown before the server has answered. */
  const travelled = new Map<string, readonly string[]>();
  let travelling: Promise<string | undefined> | undefined;
  let arrive: ((picture: string | undefined) => void) | undefined;

  const change = (picture: string, made: PictureChange, revision: string) =>
    store.update((page) => showChange(page, picture, made, revision));

  const isOnItsWay = (picture: string) =>
    outbox()
      .pending()
      .some((command) =>
        command.type === 'decide'
          ? command.picture === picture
          : (travelled.get(command.id)?.includes(picture) ?? false),
      );

  const accept = (pictures: readonly ChangedPicture[]) => {
    for (const { summary, state } of pictures) {
      if (isOnItsWay(summary.id)) continue;
      store.update((page) => showState(page, summary, state));
    }
  };

  const travelLocally = (direction: 'undo' | 'redo'): string | undefined => {
    const step = localHistory(outbox().pending(), sentGroups)[direction];
    if (!step) return undefined;
    const id = crypto.randomUUID();
    const commands = direction === 'undo' ? step.commands.toReversed() : step.commands;
    for (const command of commands) {
      change(command.picture, direction === 'undo' ? invertChange(command.change) : command.change, id);
    }
    travelled.set(
      id,
      commands.map(({ picture }) => picture),
    );
    outbox().add([{ type: direction, id, of: step.of }]);
    return commands[0]!.picture;
  };

  const travelByServer = async (direction: 'undo' | 'redo'): Promise<string | undefined> => {
    await outbox().whenEmpty();
    const of = store.get()[direction]?.of;
    const arrived = new Promise<string | undefined>((resolve) => (arrive = resolve));
    outbox().add([{ type: direction, id: crypto.randomUUID(), ...(of === undefined ? {} : { of }) }]);
    return arrived;
  };

  return {
    decide(decisions) {
      const group = decisions.length > 1 ? crypto.randomUUID() : undefined;
      const commands: DecideCommand[] = [];
      /** Several faces of a picture follow each other. */
      const latest = new Map<string, string>();
      for (const { picture, draft, revision } of decisions) {
        const open = store.get().open.get(picture);
        const known = latest.get(picture) ?? open?.revision ?? revision;
        if (known === undefined || (open && !applyChange(open.state, draft.change))) continue;
        const id = crypto.randomUUID();
        commands.push({ type: 'decide', id, picture, revision: known, ...draft, ...(group ? { group } : {}) });
        latest.set(picture, id);
        change(picture, draft.change, id);
      }
      outbox().add(commands);
    },
    async travel(direction) {
      if (travelling) await travelling;
      const local = travelLocally(direction);
      if (local) return local;
      const { outbox: waiting, connection } = store.get();
      if (waiting.problem || connection !== 'open') {
        store.update((page) => say(page, TEXTS.historyOffline, 'bad'));
        return undefined;
      }
      if (waiting.waiting === 0 && !store.get()[direction]) {
        store.update((page) => say(page, direction === 'undo' ? TEXTS.nothingToUndo : TEXTS.nothingToRedo));
        return undefined;
      }
      travelling = travelByServer(direction).finally(() => (travelling = undefined));
      return travelling;
    },
    settled: () => travelling?.then(() => {}),
    onResult(command, result) {
      if (command.type === 'decide' && command.group) sentGroups.add(command.group);
      if (result.status === 'refused') {
        store.update((page) => say(page, TEXTS.refused(result.error.message), 'bad'));
        if (command.type === 'decide') reload(command.picture);
      } else accept(result.pictures);
      if (result.status === 'stale') store.update((page) => withStale(page, command));
      if (command.type === 'decide') return;
      if (travelled.delete(command.id)) return;
      arrive?.(result.status === 'saved' ? result.pictures[0]?.summary.id : undefined);
      arrive = undefined;
    },
    isOnItsWay,
    accept,
  };
}

function showChange(page: PageState, picture: string, change: PictureChange, revision: string): PageState {
  const open = page.open.get(picture);
  const state = open && applyChange(open.state, change);
  const at = page.places.get(picture);
  const faces = applyToFaces(page.faces, picture, change, revision);
  if (!open || !state || at === undefined) return { ...page, faces };
  const summary = summarize(page.list[at]!, state, revision, page.project?.labels ?? []);
  return { ...withPicture(page, summary, { ...open, state, revision }), faces };
}

function showState(page: PageState, summary: ChangedPicture['summary'], state: PictureState): PageState {
  const open = page.open.get(summary.id);
  const picture = open && {
    detail: { ...open.detail, ...summary, proposals: settledProposals(open.detail.proposals) },
    state,
    revision: summary.revision,
  };
  return { ...withPicture(page, summary, picture), faces: facesOf(page.faces, summary, state) };
}

function settledProposals(proposals: 'none' | 'waiting' | 'done' | 'failed') {
  return proposals === 'waiting' ? 'done' : proposals;
}

function withStale(page: PageState, command: Command): PageState {
  if (command.type !== 'decide') return say(page, TEXTS.historyMoved, 'bad');
  const { picture, change, kind } = command;
  const at = page.places.get(picture);
  const name = at === undefined ? picture : page.list[at]!.name;
  return { ...page, stale: [...page.stale, { picture, name, change, kind }] };
}
