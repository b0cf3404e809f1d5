/**
 * The results of `work` in the order of `items`, with at most `limit` of them under way or waiting to be taken.
 *
 * @throws `signal.reason` once the signal is aborted and what was under way has ended.
 */
export async function* mapInOrder<T, R>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R, void, undefined> {
  const iterator = items[Symbol.iterator]();
  const underWay: Promise<R>[] = [];
  const startNext = () => {
    if (signal?.aborted) return;
    const next = iterator.next();
    if (next.done) return;
    const result = work(next.value);
    result.catch(() => undefined); // it is awaited in its turn
    underWay.push(result);
  };
  try {
    for (let i = 0; i < limit; i++) startNext();
    while (underWay.length > 0) {
      const result = await underWay[0];
      signal?.throwIfAborted();
      void underWay.shift();
      startNext();
      yield result;
    }
    signal?.throwIfAborted();
  } finally {
    await Promise.allSettled(underWay);
  }
}
