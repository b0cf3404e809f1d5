import type { Box } from '@maskpred/core';
import {
  accept,
  acceptedLabel,
  both,
  copyFrom,
  draw,
  type DraftDecision,
  duplicate,
  isProposed,
  move,
  relabel,
  remove,
  setDifficult,
  setVerified,
  UNDECIDED_LABELS,
} from '../../../src/label/state/decide.js';
import { applyChange } from '../../../src/label/state/apply-change.js';
import type { LabelBox } from '../../../src/label/state/picture-state.js';
import { filterPictures, neighbour, nextProposed } from '../model/pictures.js';
import type { Session } from '../model/session.js';
import { currentPicture, type OpenPicture } from '../model/state.js';
import { TEXTS } from '../texts.js';
import { besideBox, growBox, isSameBox, nudgeBox, settleBox } from './edit-box.js';

/** What can be done to the boxes of the picture that is shown. */
export interface BoxCommands {
  /** The current proposal is a face, as it says. */
  accept(): void;
  /** The current box is that. */
  label(label: string): void;
  remove(): void;
  duplicate(): void;
  /** The decided boxes of the picture before this one in the list. */
  copyPrevious(): void;
  toggleDifficult(): void;
  toggleVerified(): void;
  /** Moves the current box by pixels of the picture. */
  nudge(dx: number, dy: number): void;
  /** Moves its right and bottom edges. */
  grow(dx: number, dy: number): void;
  /** A box that was drawn; fractions of pixels are rounded. */
  draw(box: Box): void;
  /** A box that was moved or resized with the pointer. */
  place(id: string, box: Box): void;
  select(id: string | null): void;
  /** Makes a decision of the arrow presses up to now. */
  commit(): void;
}

/** Arrow presses less than this apart are one decision. */
const NUDGE_PAUSE_MS = 600;

export function createBoxCommands(session: Session): BoxCommands {
  const { store, decider, navigation, settings } = session;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const shown = (): OpenPicture | undefined => {
    const picture = currentPicture(store.get());
    return picture && !picture.detail.problem ? picture : undefined;
  };
  const current = (): { picture: OpenPicture; box: LabelBox } | undefined => {
    const picture = shown();
    const box = picture?.state.boxes.find(({ id }) => id === store.get().box);
    return picture && box ? { picture, box } : undefined;
  };
  const decide = (picture: OpenPicture, draft: DraftDecision | undefined) => {
    if (draft) decider.decide([{ picture: picture.detail.id, draft }]);
  };
  const guessOf = ({ detail }: OpenPicture, id: string) => detail.guesses[id]?.label;

  /** Decides on the current box and goes on to the next one, or to the next picture after the last one. */
  const decideAndGoOn = (picture: OpenPicture, draft: DraftDecision, id: string) => {
    const wasProposed = picture.state.boxes.some((box) => box.id === id && isProposed(box));
    const after = applyChange(picture.state, draft.change);
    const next = after ? nextProposed(after, id) : null;
    const isLast = wasProposed && next === null;
    const confirms = isLast && settings.get().verifies && after;
    decide(picture, confirms ? both(draft, setVerified(after, true)) : draft);
    if (next !== null) session.set({ box: next });
    else if (isLast) goOn();
  };

  const goOn = () => {
    if (!settings.get().advances) return session.say(TEXTS.pictureDone);
    if (!navigation.advance()) session.say(TEXTS.allDone);
  };

  const commit = () => {
    clearTimeout(timer);
    const { draft } = store.get();
    if (!draft) return;
    session.set({ draft: null });
    const picture = store.get().open.get(draft.picture);
    if (picture) place(picture, draft.id, draft.box);
  };

  const place = (picture: OpenPicture, id: string, box: Box) => {
    const before = picture.state.boxes.find((one) => one.id === id);
    if (!before || isSameBox(before.box, box)) return;
    // Moving decides on a proposal; one that only says "face" is called as the next drawn box would be.
    const label = isProposed(before)
      ? (acceptedLabel(before, guessOf(picture, id)) ?? store.get().drawLabel)
      : undefined;
    decide(picture, move(picture.state, id, box, label));
  };

  const edit = (change: (box: Box, picture: OpenPicture) => Box) => {
    const found = current();
    if (!found) return;
    const { id } = found.box;
    const { draft } = store.get();
    const box = change(draft?.id === id ? draft.box : found.box.box, found.picture);
    session.set({ draft: { picture: found.picture.detail.id, id, box } });
    clearTimeout(timer);
    timer = setTimeout(commit, NUDGE_PAUSE_MS);
  };

  const setLabel = (label: string) => {
    commit();
    session.set({ drawLabel: label });
    const found = current();
    if (!found) return session.say(TEXTS.drawnAs(label));
    const { picture, box } = found;
    session.say(TEXTS.labelled(label), 'quiet');
    const draft = relabel(picture.state, box.id, label);
    if (draft) decideAndGoOn(picture, draft, box.id);
  };

  return {
    accept() {
      commit();
      const found = current();
      if (!found) return session.say(TEXTS.nothingSelected);
      const { picture, box } = found;
      if (!isProposed(box)) return session.say(TEXTS.alreadyDecided);
      const label = acceptedLabel(box, guessOf(picture, box.id));
      if (label === undefined) return session.say(TEXTS.needsLabel);
      session.set({ drawLabel: label });
      session.say(TEXTS.accepted(label), 'quiet');
      const draft = accept(picture.state, box.id, label);
      if (draft) decideAndGoOn(picture, draft, box.id);
    },
    label: setLabel,
    remove() {
      commit();
      const found = current();
      if (!found) return;
      const { picture, box } = found;
      session.say(TEXTS.removed, 'quiet');
      const place = picture.state.boxes.indexOf(box);
      const draft = remove(picture.state, box.id);
      if (draft) decideAndGoOn(picture, draft, box.id);
      const { box: selected, current: shownNow, open } = store.get();
      // The next picture may be shown by now, whose first box has the same id.
      if (shownNow !== picture.detail.id) return;
      const rest = open.get(picture.detail.id)?.state.boxes ?? [];
      if (selected === box.id) session.set({ box: (rest[place] ?? rest.at(-1))?.id ?? null });
    },
    duplicate() {
      commit();
      const found = current();
      if (!found) return;
      const { picture, box } = found;
      const { score: _score, ...rest } = box;
      const label = UNDECIDED_LABELS.includes(box.label) ? store.get().drawLabel : box.label;
      const copy = { ...rest, label, id: crypto.randomUUID(), box: besideBox(box.box, picture.detail) };
      decide(picture, duplicate(picture.state, copy));
      session.set({ box: copy.id });
    },
    copyPrevious() {
      commit();
      const picture = shown();
      const { list, filter, current: id } = store.get();
      const previous = neighbour(filterPictures(list, filter, id), id, -1);
      if (!picture || previous === undefined) return session.say(TEXTS.nothingToCopy);
      const boxes = (store.get().open.get(previous)?.state.boxes ?? [])
        .filter((box) => !isProposed(box))
        .flatMap((box) => {
          const settled = settleBox(box.box, picture.detail);
          return settled ? [{ ...box, box: settled, id: crypto.randomUUID() }] : [];
        });
      const draft = copyFrom(picture.state, boxes);
      if (!draft) return session.say(TEXTS.nothingToCopy);
      decide(picture, draft);
      session.set({ box: boxes[0]!.id });
      session.say(TEXTS.copied(boxes.length));
    },
    toggleDifficult() {
      commit();
      const found = current();
      if (found) decide(found.picture, setDifficult(found.picture.state, found.box.id, !found.box.difficult));
    },
    toggleVerified() {
      commit();
      const picture = shown();
      if (!picture) return;
      const isVerified = picture.state.verified === true;
      decide(picture, setVerified(picture.state, !isVerified));
      session.say(isVerified ? TEXTS.unverified : TEXTS.verified);
      if (!isVerified && !picture.state.boxes.some(isProposed)) goOn();
    },
    nudge: (dx, dy) => edit((box, { detail }) => nudgeBox(box, dx, dy, detail)),
    grow: (dx, dy) => edit((box, { detail }) => growBox(box, dx, dy, detail)),
    draw(box) {
      commit();
      const picture = shown();
      const settled = picture && settleBox(box, picture.detail);
      if (!settled) return;
      const id = crypto.randomUUID();
      decide(picture, draw(picture.state, { id, box: settled, label: store.get().drawLabel }));
      session.set({ box: id });
      session.say(TEXTS.drawn(store.get().drawLabel), 'quiet');
    },
    place(id, box) {
      commit();
      const picture = shown();
      const settled = picture && settleBox(box, picture.detail);
      // What is too small is put back where it was, by showing it again.
      if (settled) place(picture, id, settled);
    },
    select(id) {
      commit();
      session.set({ box: id });
    },
    commit,
  };
}
