/** What undo takes back at once: one command, or the commands of a group. */
export interface HistoryItem<T> {
  /** The group, or the command's id. */
  readonly of: string;
  readonly kind: string;
  /** Ids of the pictures that are changed, in the order of the commands. */
  readonly pictures: readonly string[];
  /** One a command, in order. */
  readonly refs: readonly T[];
}

/** The commands that can be taken back and those that can be done again; as many as there ever were. */
export interface History<T> {
  readonly undoTop: HistoryItem<T> | undefined;
  readonly redoTop: HistoryItem<T> | undefined;
  /** A new command: nothing is there to redo any more. */
  record(command: {
    readonly id: string;
    readonly group?: string | undefined;
    readonly kind: string;
    readonly picture: string;
    readonly ref: T;
  }): void;
  /** The top was taken back. */
  undone(): void;
  /** The top was done again. */
  redone(): void;
}

export function createHistory<T>(): History<T> {
  const undo: HistoryItem<T>[] = [];
  let redo: HistoryItem<T>[] = [];
  return {
    get undoTop() {
      return undo.at(-1);
    },
    get redoTop() {
      return redo.at(-1);
    },
    record({ id, group, kind, picture, ref }) {
      const top = undo.at(-1);
      if (group !== undefined && top?.of === group && redo.length === 0) {
        const pictures = top.pictures.includes(picture) ? top.pictures : [...top.pictures, picture];
        undo[undo.length - 1] = { ...top, pictures, refs: [...top.refs, ref] };
      } else {
        undo.push({ of: group ?? id, kind, pictures: [picture], refs: [ref] });
      }
      redo = [];
    },
    undone() {
      const item = undo.pop();
      if (item) redo.push(item);
    },
    redone() {
      const item = redo.pop();
      if (item) undo.push(item);
    },
  };
}
