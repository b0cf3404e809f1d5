import type { ProjectInfo } from '../../../src/label/protocol.js';
import type { Session } from '../model/session.js';
import { nextProposed } from '../model/pictures.js';
import type { PictureState } from '../../../src/label/state/picture-state.js';
import { isSameBox } from '../../../src/label/state/apply-change.js';
import { TEXTS } from '../texts.js';
import type { Binding } from './binding.js';

/** The keys that give labels, as the server was told. */
export function labelBindings(
  { labels, keys }: Pick<ProjectInfo, 'labels' | 'keys'>,
  give: (label: string) => void,
): readonly Binding[] {
  return labels.flatMap((label): readonly Binding[] => {
    const key = keys[label];
    if (key === undefined) return [];
    return [{ keys: [key], group: 'labels', text: TEXTS.giveLabel(label), run: () => give(label) }];
  });
}

/** Keys that do the same in both ways of work. */
export function pageBindings(session: Session, commit: () => void): readonly Binding[] {
  const { set, store } = session;
  const travel = (direction: 'undo' | 'redo') => {
    commit();
    void travelAndShow(session, direction);
  };
  return [
    { keys: ['Ctrl+z', 'u'], group: 'page', text: TEXTS.undo, repeats: true, run: () => travel('undo') },
    {
      keys: ['Ctrl+y', 'Ctrl+Shift+z'],
      group: 'page',
      text: TEXTS.redo,
      repeats: true,
      run: () => travel('redo'),
    },
    { keys: ['/'], group: 'page', text: TEXTS.search, run: focusSearch },
    {
      keys: ['m'],
      group: 'page',
      text: TEXTS.otherMode,
      run: () => {
        const { project, mode } = store.get();
        commit();
        if (project?.layout === 'scenes') session.setMode(mode === 'boxes' ? 'faces' : 'boxes');
      },
    },
    { keys: ['o'], group: 'page', text: TEXTS.options, run: () => set({ dialog: 'options' }) },
    { keys: ['?', 'F1'], group: 'page', text: TEXTS.help, run: () => set({ dialog: 'help' }) },
  ];
}

/** Takes the last decision back, or does it again, and shows where that was. */
export async function travelAndShow(session: Session, direction: 'undo' | 'redo'): Promise<void> {
  const { store, decider, navigation } = session;
  const before = store.get().open;
  const picture = await decider.travel(direction);
  if (picture === undefined) return;
  session.say(direction === 'undo' ? TEXTS.undone : TEXTS.redone);
  if (store.get().mode === 'boxes') {
    const now = store.get().open.get(picture)?.state;
    const was = before.get(picture)?.state;
    await navigation.show(picture, now && was ? boxToShow(was, now, direction) : null);
    return;
  }
  store.update((page) => {
    const cursor = page.faces.items.findIndex((face) => face.picture === picture);
    return cursor < 0
      ? page
      : { ...page, faces: { ...page.faces, cursor, anchor: cursor, selected: new Set<number>() } };
  });
}

/**
 * The box that differs between two states, to decide on it anew. Where it is gone, or was decided on again, the next one
 * to decide on: work goes on from there.
 */
function boxToShow(before: PictureState, after: PictureState, direction: 'undo' | 'redo'): string | null {
  const known = new Map(before.boxes.map((box) => [box.id, box]));
  const changed = after.boxes.find((box) => !isSameBox(known.get(box.id) ?? null, box))?.id ?? null;
  const next = nextProposed(after, changed);
  return direction === 'redo' ? (next ?? changed) : (changed ?? next);
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
}
