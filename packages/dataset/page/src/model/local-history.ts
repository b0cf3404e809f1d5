import type { Command, DecideCommand } from '../../../src/label/protocol.js';

/** Decisions that are undone and redone together. */
export interface HistoryStep {
  /** Their group, or the id of the only one: what undo and redo call it. */
  readonly of: string;
  readonly commands: readonly DecideCommand[];
}

/** What undo and redo would do to decisions that the server has not confirmed. */
export interface LocalHistory {
  readonly undo: HistoryStep | undefined;
  readonly redo: HistoryStep | undefined;
}

/**
 * The tops of the history, as far as they follow from the commands on their way alone: so that undo works without a
 * connection. Undefined where only the server knows, or the beginning of a group has reached it already.
 */
export function localHistory(pending: readonly Command[], sentGroups: ReadonlySet<string>): LocalHistory {
  let undo: HistoryStep[] = [];
  let redo: HistoryStep[] = [];
  for (const command of pending) {
    if (command.type === 'decide') {
      const of = command.group ?? command.id;
      const top = undo.at(-1);
      undo = top?.of === of ? [...undo.slice(0, -1), { of, commands: [...top.commands, command] }] : [...undo, { of, commands: [command] }];
      redo = [];
      continue;
    }
    const [from, to] = command.type === 'undo' ? [undo, redo] : [redo, undo];
    const step = from.at(-1);
    if (step && step.of === command.of) {
      from.pop();
      to.push(step);
    } else {
      undo = [];
      redo = [];
    }
  }
  const known = (step: HistoryStep | undefined) => (step && !sentGroups.has(step.of) ? step : undefined);
  return { undo: known(undo.at(-1)), redo: known(redo.at(-1)) };
}
