import type { FrameAnswer } from '../inference/protocol.js';
import { alertOn, NO_ALERTS } from '../live/alert.js';
import { addToHistory, areEqual, changesHistory, countPeople, NOBODY } from '../live/history.js';
import { addCost, type FrameCost, rateOf } from '../live/rate.js';
import { type AlertSound, createAlertSound } from '../live/sound.js';
import type { Stage } from '../view/stage.js';
import type { AppState } from './state.js';
import type { Store } from './store.js';

/** What happens with each answer: boxes, counts, history, figures, sound. */
export interface FollowUp {
  take(answer: FrameAnswer, timing: { readonly grabMs: number; readonly totalMs: number }): void;
  /** Another video, or another network: nobody is followed any more. */
  forget(): void;
  setSound(isOn: boolean): void;
}

/** Milliseconds between two updates of lists and figures: often enough to follow, rare enough to read. */
const UPDATE_MS = 250;

export function createFollowUp(store: Store<AppState>, stage: Stage): FollowUp {
  let costs: readonly FrameCost[] = [];
  let alerts = NO_ALERTS;
  let sound: AlertSound | undefined;
  let updatedAt = -Infinity;

  return {
    take(answer, { grabMs, totalMs }) {
      if (store.get().video === undefined) return;
      const now = performance.now();
      stage.setAnswer(answer);
      costs = addCost(costs, { ...answer.steps, at: now, grab: grabMs, total: totalMs });
      const { people, timestampMs, width, height, tensors } = answer;

      const alert = alertOn(alerts, people, now);
      alerts = alert.memory;
      // Asked for on an earlier visit: the browser lets it sound once the person has touched the page.
      if (alert.isDue && store.get().settings.hasSound) (sound ??= createAlertSound()).play();

      const { history, labels, counts: before } = store.get();
      const counts = countPeople(people, labels);
      if (!areEqual(before, counts)) store.set({ counts });
      if (changesHistory(history, counts, timestampMs)) {
        store.set({ history: addToHistory(history, counts, timestampMs) });
      }
      if (now - updatedAt < UPDATE_MS) return;
      updatedAt = now;
      store.set({ people, figures: { rate: rateOf(costs), frame: { width, height }, tensors } });
    },
    forget() {
      costs = [];
      alerts = NO_ALERTS;
      stage.setAnswer(undefined);
      store.set({ people: [], counts: NOBODY, figures: undefined });
    },
    setSound(isOn) {
      if (isOn) {
        sound ??= createAlertSound();
        sound.play(); // so that the person knows what to listen for, and the browser allows it
      } else {
        sound?.close();
        sound = undefined;
      }
    },
  };
}
