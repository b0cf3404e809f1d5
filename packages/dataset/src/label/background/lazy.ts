/** A part, or what loads it: called once, when it is first needed. */
export type Lazy<T> = T | (() => Promise<T>);

/** Gives the part, loading it at the first call. */
export function loadOnce<T extends object>(part: Lazy<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= typeof part === 'function' ? (part as () => Promise<T>)() : Promise.resolve(part));
}
