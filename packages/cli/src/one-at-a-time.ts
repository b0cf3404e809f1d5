/** What a piece of work came to, and how long it took. */
export interface Timed<T> {
  readonly value: T;
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * Runs and times each work when the one before it has ended, in the order of the calls, so that no time is of two; a failed
 * one does not stop the next.
 */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<Timed<T>> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(async () => {
      const start = performance.now();
      const value = await work();
      return { value, ms: performance.now() - start };
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
