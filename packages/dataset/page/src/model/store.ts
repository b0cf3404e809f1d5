/** A value that tells when it changes; made for React's `useSyncExternalStore`. */
export interface Store<T> {
  get(): T;
  /** Replaces the value by what the function makes of it; tells nobody when that is the same one. */
  update(change: (value: T) => T): void;
  subscribe(listener: () => void): () => void;
}

/** A store that begins with the value. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    update(change) {
      const next = change(value);
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
