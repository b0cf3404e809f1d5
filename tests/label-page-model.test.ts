import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../packages/dataset/page/src/api/http.js';
import { createOutbox, type Outbox } from '../packages/dataset/page/src/api/outbox.js';
import { createDecider } from '../packages/dataset/page/src/model/decisions.js';
import { localHistory } from '../packages/dataset/page/src/model/local-history.js';
import { INITIAL_STATE, type PageState } from '../packages/dataset/page/src/model/state.js';
import { createStore } from '../packages/dataset/page/src/model/store.js';
import type {
  ChangedPicture,
  Command,
  CommandAnswer,
  CommandResult,
  DecideCommand,
  HistoryTop,
  PictureSummary,
} from '../packages/dataset/src/label/protocol.js';
import { applyChange, invertChange } from '../packages/dataset/src/label/state/apply-change.js';
import { accept, relabel, remove, setVerified } from '../packages/dataset/src/label/state/decide.js';
import { phaseOf } from '../packages/dataset/src/label/state/progress-state.js';
import type { PictureState } from '../packages/dataset/src/label/state/picture-state.js';

const LABELS = ['mask', 'no-mask'];
const PICTURES = ['a', 'b'];

function stateOf(): PictureState {
  const boxes = [0, 1, 2].map((index) => ({
    id: `f${index}`,
    box: { x: 10 * index, y: 5, width: 8, height: 8 },
    label: 'mask',
    score: 0.9,
  }));
  return { boxes, label: null, verified: null };
}

interface Step {
  readonly of: string;
  readonly commands: readonly DecideCommand[];
}

/** A labelling server in few lines, which loses requests and answers as it is told. */
function createModelServer() {
  const pictures = new Map(PICTURES.map((id) => [id, { state: stateOf(), revision: '0' }]));
  const saved = new Map<string, CommandResult>();
  let undo: Step[] = [];
  let redo: Step[] = [];
  const summaryOf = (id: string): PictureSummary => {
    const { state, revision } = pictures.get(id)!;
    const proposed = state.boxes.filter(({ score }) => score !== undefined).length;
    return {
      id,
      name: id,
      phase: phaseOf(state),
      decided: state.boxes.length - proposed,
      proposed,
      labels: LABELS.filter((label) => state.boxes.some((box) => box.label === label)),
      revision,
      hasConflict: false,
    };
  };
  const changed = (id: string): ChangedPicture => ({
    summary: summaryOf(id),
    state: pictures.get(id)!.state,
  });
  const topOf = (steps: readonly Step[]): HistoryTop | null => {
    const step = steps.at(-1);
    return step ? { of: step.of, kind: 'x', picture: step.commands[0]!.picture, pictures: 1 } : null;
  };

  const decide = (command: DecideCommand): CommandResult => {
    const { id, picture, revision, change, group } = command;
    const known = pictures.get(picture)!;
    const state = known.revision === revision ? applyChange(known.state, change) : undefined;
    if (!state) return { id, status: 'stale', pictures: [changed(picture)] };
    pictures.set(picture, { state, revision: id });
    const of = group ?? id;
    const top = undo.at(-1);
    undo =
      top?.of === of
        ? [...undo.slice(0, -1), { of, commands: [...top.commands, command] }]
        : [...undo, { of, commands: [command] }];
    redo = [];
    return { id, status: 'saved', pictures: [changed(picture)] };
  };
  const travel = ({ type, id, of }: Exclude<Command, DecideCommand>): CommandResult => {
    const [from, to] = type === 'undo' ? [undo, redo] : [redo, undo];
    const step = from.at(-1);
    if (!step || (of !== undefined && of !== step.of)) return { id, status: 'stale', pictures: [] };
    from.pop();
    to.push(step);
    for (const { picture, change } of type === 'undo' ? step.commands.toReversed() : step.commands) {
      const made = type === 'undo' ? invertChange(change) : change;
      pictures.set(picture, { state: applyChange(pictures.get(picture)!.state, made)!, revision: id });
    }
    return {
      id,
      status: 'saved',
      pictures: [...new Set(step.commands.map(({ picture }) => picture))].map(changed),
    };
  };
  return {
    summaryOf,
    state: (id: string) => pictures.get(id)!.state,
    answer(commands: readonly Command[]): CommandAnswer {
      const results = commands.map((command) => {
        const result =
          saved.get(command.id) ?? (command.type === 'decide' ? decide(command) : travel(command));
        if (result.status === 'saved') saved.set(command.id, result);
        return result;
      });
      return { results, undo: topOf(undo), redo: topOf(redo) };
    },
  };
}

/** A tab with both pictures open, on a network of which `isLost` says what happens to each request. */
function createTab(
  server: ReturnType<typeof createModelServer>,
  isLost: () => 'request' | 'answer' | 'nothing',
) {
  const open = new Map(
    PICTURES.map((id) => {
      const state = server.state(id);
      const detail = {
        ...server.summaryOf(id),
        width: 99,
        height: 99,
        state,
        guesses: {},
        proposals: 'done' as const,
      };
      return [id, { detail: { ...detail, problem: null, conflict: null }, state, revision: detail.revision }];
    }),
  );
  const store = createStore<PageState>({
    ...INITIAL_STATE,
    list: PICTURES.map(server.summaryOf),
    places: new Map(PICTURES.map((id, place) => [id, place])),
    open,
  });
  const outbox: Outbox = createOutbox({
    async send(commands) {
      const lost = isLost();
      if (lost === 'request') throw new ApiError(0, { code: 'OFFLINE', message: '' });
      const body = server.answer(commands);
      if (lost === 'answer') throw new ApiError(0, { code: 'OFFLINE', message: '' });
      return { status: 200, body };
    },
    storage: { keep: () => true },
    onState: (state) => store.update((page) => ({ ...page, outbox: state })),
    onResult: (command, result) => decider.onResult(command, result),
    onAnswer: ({ undo, redo }) => store.update((page) => ({ ...page, undo, redo })),
  });
  const decider = createDecider(
    store,
    () => outbox,
    () => {},
  );
  return { store, outbox, decider };
}

describe('what the page shows before the server has answered', () => {
  const acts = fc.array(
    fc.oneof(
      fc.record({
        act: fc.constantFrom('accept' as const, 'relabel' as const, 'remove' as const, 'verify' as const),
        picture: fc.constantFrom(...PICTURES),
        box: fc.constantFrom('f0', 'f1', 'f2'),
      }),
      fc.record({ act: fc.constantFrom('undo' as const, 'redo' as const, 'all' as const, 'wait' as const) }),
    ),
    { maxLength: 25 },
  );
  const losses = fc.infiniteStream(
    fc.constantFrom('nothing' as const, 'nothing' as const, 'request' as const, 'answer' as const),
  );

  it('is what the server has in the end, whatever is decided, undone and lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(acts, losses, async (steps, lost) => {
        const server = createModelServer();
        const tab = createTab(server, () => lost.next().value);
        const { store, outbox, decider } = tab;
        const stateIn = (picture: string) => store.get().open.get(picture)!.state;
        const empty = async () => {
          while (outbox.pending().length > 0) {
            outbox.retry();
            await Promise.resolve();
          }
        };
        for (const step of steps) {
          if ('picture' in step) {
            const { act, picture, box } = step;
            const state = stateIn(picture);
            const label = state.boxes.find(({ id }) => id === box)?.label === 'mask' ? 'no-mask' : 'mask';
            const drafts = {
              accept: accept(state, box),
              relabel: relabel(state, box, label),
              remove: remove(state, box),
              verify: setVerified(state, state.verified !== true),
            };
            const draft = drafts[act];
            if (draft) decider.decide([{ picture, draft }]);
          } else if (step.act === 'wait') {
            await empty();
          } else if (step.act === 'all') {
            const decisions = PICTURES.flatMap((picture) => {
              const draft = relabel(stateIn(picture), 'f1', 'no-mask');
              return draft ? [{ picture, draft }] : [];
            });
            decider.decide(decisions);
          } else {
            let isThere = false;
            const travelled = decider.travel(step.act).then(() => (isThere = true));
            while (!isThere) {
              if (decider.settled()) outbox.retry();
              await Promise.resolve();
            }
            await travelled;
          }
        }
        await empty();
        for (const picture of PICTURES) expect(stateIn(picture)).toEqual(server.state(picture));
        expect(store.get().stale).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps a decision that came too late, and shows what another tab did', async () => {
    const server = createModelServer();
    const [one, other] = [createTab(server, () => 'nothing'), createTab(server, () => 'nothing')];
    one.decider.decide([{ picture: 'a', draft: relabel(stateOf(), 'f0', 'no-mask')! }]);
    await one.outbox.whenEmpty();
    other.decider.decide([{ picture: 'a', draft: accept(stateOf(), 'f0')! }]);
    await other.outbox.whenEmpty();
    expect(other.store.get().stale).toMatchObject([{ picture: 'a', kind: 'accept' }]);
    expect(other.store.get().open.get('a')!.state).toEqual(server.state('a'));
  });

  it('undoes without a connection what is not saved yet', async () => {
    const tab = createTab(createModelServer(), () => 'request');
    tab.decider.decide([{ picture: 'a', draft: accept(stateOf(), 'f0')! }]);
    expect(tab.store.get().open.get('a')!.state).not.toEqual(stateOf());
    expect(await tab.decider.travel('undo')).toBe('a');
    expect(tab.store.get().open.get('a')!.state).toEqual(stateOf());
    expect(await tab.decider.travel('redo')).toBe('a');
    expect(tab.store.get().open.get('a')!.state.boxes[0]!.score).toBeUndefined();
    expect(tab.outbox.pending().map(({ type }) => type)).toEqual(['decide', 'undo', 'redo']);
  });
});

describe('the history of what is on its way', () => {
  const decide = (id: string, group?: string): DecideCommand => ({
    type: 'decide',
    id,
    picture: 'a',
    revision: '0',
    kind: 'accept',
    change: {},
    ...(group ? { group } : {}),
  });

  it('is empty where nothing is, or only the server knows', () => {
    expect(localHistory([], new Set())).toEqual({ undo: undefined, redo: undefined });
    expect(localHistory([decide('1'), { type: 'undo', id: '2' }], new Set()).undo).toBeUndefined();
    expect(localHistory([decide('1', 'g')], new Set(['g'])).undo).toBeUndefined();
  });

  it('takes a group as one, and a new decision for the end of what could be redone', () => {
    const group = [decide('1'), decide('2', 'g'), decide('3', 'g')];
    expect(localHistory(group, new Set()).undo).toMatchObject({
      of: 'g',
      commands: [{ id: '2' }, { id: '3' }],
    });
    const undone: Command[] = [...group, { type: 'undo', id: '4', of: 'g' }];
    expect(localHistory(undone, new Set())).toMatchObject({ undo: { of: '1' }, redo: { of: 'g' } });
    expect(localHistory([...undone, decide('5')], new Set()).redo).toBeUndefined();
  });
});
