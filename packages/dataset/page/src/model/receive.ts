import type { LabelEvent } from '../../../src/label/protocol.js';
import type { Decider } from './decisions.js';
import { withGuesses } from './faces.js';
import { nextProposed } from './pictures.js';
import type { PageState } from './state.js';
import type { Store } from './store.js';

export interface ReceiveParts {
  readonly store: Store<PageState>;
  readonly decider: Pick<Decider, 'accept'>;
  /** This tab's own name: what it did itself, the answers say. */
  readonly client: string;
}

/** Takes over what the server tells of its own accord. */
export function receive(event: LabelEvent, { store, decider, client }: ReceiveParts): void {
  switch (event.type) {
    case 'changed':
      store.update((page) => ({ ...page, undo: event.undo, redo: event.redo }));
      if (event.client === client) return;
      decider.accept(event.pictures);
      return store.update(selectFirst);
    case 'guesses':
      return store.update((page) => {
        const open = new Map(page.open);
        for (const { picture, box, guess } of event.guesses) {
          const known = open.get(picture);
          if (!known) continue;
          const guesses = { ...known.detail.guesses, [box]: guess };
          open.set(picture, { ...known, detail: { ...known.detail, guesses } });
        }
        const { done, total } = event;
        return { ...page, open, faces: withGuesses(page.faces, event.guesses), guessing: { done, total } };
      });
    case 'labels':
      return store.update((page) => ({
        ...page,
        project: page.project && { ...page.project, labels: event.labels, keys: event.keys },
      }));
    case 'files':
      return store.update((page) => ({
        ...page,
        conflicts: event.conflicts,
        progress: page.progress && { ...page.progress, files: event.files },
      }));
    default:
      return;
  }
}

/** Proposals that come after a picture is shown are gone through like those that were there. */
function selectFirst(page: PageState): PageState {
  const picture = page.current === null ? undefined : page.open.get(page.current);
  if (!picture) return page;
  const isThere = picture.state.boxes.some(({ id }) => id === page.box);
  return isThere ? page : { ...page, box: nextProposed(picture.state, null) };
}
