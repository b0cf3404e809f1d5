import { ApiError } from '../api/http.js';
import type { LabelServer } from '../api/server.js';
import { applyChange } from '../../../src/label/state/apply-change.js';
import type { BoxChange, PictureChange, PictureState } from '../../../src/label/state/picture-state.js';
import type { Decider } from './decisions.js';
import { withPicture } from './pictures.js';
import { type PageState, say, type StaleDecision } from './state.js';
import type { Store } from './store.js';

/** The same wish for the picture as it is now: boxes become what the change made of them, whatever they are. */
export function rebase(change: PictureChange, state: PictureState): PictureChange {
  let boxes: BoxChange[] | undefined;
  let now = state;
  for (const { at, before, after } of change.boxes ?? []) {
    const id = (after ?? before)?.id;
    const present = now.boxes.find((box) => box.id === id) ?? null;
    if (!present && !after) continue; // it is gone already
    const one = { at, before: present, after };
    boxes = [...(boxes ?? []), one];
    now = applyChange(now, { boxes: [one] }) ?? now;
  }
  return {
    ...(boxes && { boxes }),
    ...(change.label && state.label !== null && { label: { before: state.label, after: change.label.after } }),
    ...(change.verified && { verified: { before: state.verified, after: change.verified.after } }),
  };
}

/** Makes decisions that came too late once more. */
export async function reapply(
  decisions: readonly StaleDecision[],
  parts: { readonly store: Store<PageState>; readonly server: LabelServer; readonly decider: Decider },
): Promise<void> {
  const { store, server, decider } = parts;
  for (const { picture, change, kind } of decisions) {
    try {
      if (!store.get().open.has(picture)) {
        const detail = await server.picture(picture);
        const { revision, state } = detail;
        store.update((page) => withPicture(page, page.list[page.places.get(picture)!]!, { detail, state, revision }));
      }
      const { state } = store.get().open.get(picture)!;
      decider.decide([{ picture, draft: { kind, change: rebase(change, state) } }]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      store.update((page) => say(page, error.message, 'bad'));
    }
  }
}
