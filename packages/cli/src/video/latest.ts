/**
 * The newest item each time one is asked for: what came meanwhile is skipped, so that a slow reader of a camera sees the
 * present. Ending the iteration ends the source's.
 */
export async function* latestOf<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const items = source[Symbol.asyncIterator]();
  let newest: { readonly value: T } | undefined;
  let failure: { readonly error: unknown } | undefined;
  let isDone = false;
  let isLeft = false;
  let wake: (() => void) | undefined;

  const pump = async () => {
    try {
      while (!isLeft) {
        const next = await items.next();
        if (next.done) break;
        newest = { value: next.value };
        wake?.();
      }
    } catch (error) {
      failure = { error };
    }
    isDone = true;
    wake?.();
  };
  const pumping = pump();
  try {
    for (;;) {
      while (!newest && !isDone) await new Promise<void>((resolve) => (wake = resolve));
      if (!newest) break;
      const { value } = newest;
      newest = undefined;
      yield value;
    }
    if (failure) throw failure.error;
  } finally {
    isLeft = true;
    await pumping;
    await items.return?.();
  }
}
