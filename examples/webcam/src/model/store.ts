/** A value that tells when it changes; made for React's `useSyncExternalStore`. */
export interface Store<T> {
  get(): T;
  /** Replaces some of its members; tells nobody when all of them are the same as before. */
  set(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      const names = Object.keys(change) as (keyof T)[];
      if (names.every((name) => Object.is(value[name], change[name]))) return;
      value = { ...value, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
