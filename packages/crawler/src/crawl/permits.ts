/** A limited number of permits. */
export interface Permits {
  /** Waits for a permit. */
  take(): Promise<void>;
  /** Gives one back. */
  giveBack(): void;
}

/** So many permits, given out in the order in which they were asked for. */
export function createPermits(count: number): Permits {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    take() {
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveBack() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
