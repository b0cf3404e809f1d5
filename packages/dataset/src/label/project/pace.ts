import type { Progress } from '../protocol.js';

/** How fast faces are decided on. */
export interface Pace {
  /** So many faces were decided on just now. */
  note(faces: number): void;
  of(undecided: number): Progress['pace'];
}

/** Work of this long is looked at, ms. */
const WINDOW_MS = 5 * 60_000;
/** A pause of this long is none of work, ms. */
const PAUSE_MS = 60_000;
/** Fewer decisions, or a shorter time, say nothing: count, ms. */
const MIN_FACES = 5;
const MIN_MS = 5000;
/** More are not made in five minutes of work: one a press of a key. */
const MAX_NOTES = 1000;

/** @param now - ms of any clock that only goes forward. */
export function createPace(now: () => number): Pace {
  let notes: { readonly at: number; readonly faces: number }[] = [];
  return {
    note(faces) {
      if (faces <= 0) return;
      const at = now();
      notes = [...notes, { at, faces }].slice(-MAX_NOTES);
    },
    of(undecided) {
      let workMs = 0;
      let faces = 0;
      // from the newest back; what happened in a step is what the time since the step before was spent on
      for (let i = notes.length - 1; i > 0 && workMs < WINDOW_MS; i--) {
        faces += notes[i]!.faces;
        workMs += Math.min(notes[i]!.at - notes[i - 1]!.at, PAUSE_MS);
      }
      if (faces < MIN_FACES || workMs < MIN_MS) return { perMinute: null, secondsLeft: null };
      const perMs = faces / workMs;
      return { perMinute: perMs * 60_000, secondsLeft: undecided / perMs / 1000 };
    },
  };
}
