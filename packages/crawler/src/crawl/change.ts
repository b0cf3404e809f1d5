/** Tells one waiter that something happened. */
export interface Change {
  readonly notify: () => void;
  /** Resolves when there was a notice since the last `wait`, at once if there was one already. */
  readonly wait: () => Promise<void>;
}

/** A change that has not happened. */
export function createChange(): Change {
  let hasHappened = false;
  let wake: (() => void) | undefined;
  return {
    notify() {
      hasHappened = true;
      wake?.();
    },
    async wait() {
      if (!hasHappened) await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
      hasHappened = false;
    },
  };
}
