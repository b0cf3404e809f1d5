/** Runs works one after the other, in the order they were asked for. */
export type Exclusive = <T>(work: () => Promise<T> | T) => Promise<T>;

export function createExclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
