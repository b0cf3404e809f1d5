/** Bytes by key, the least recently used of which are forgotten. */
export interface ByteCache {
  /** What `make` gave for the key before, or gives now; asked for at once it is made once. What it throws is not kept. */
  get(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>;
  set(key: string, bytes: Uint8Array): void;
}

/** @param maxBytes - of all that is kept. */
export function createByteCache(maxBytes: number): ByteCache {
  const kept = new Map<string, Uint8Array>(); // the oldest first
  const underWay = new Map<string, Promise<Uint8Array>>();
  let total = 0;
  const set = (key: string, bytes: Uint8Array) => {
    total += bytes.length - (kept.get(key)?.length ?? 0);
    kept.delete(key);
    kept.set(key, bytes);
    for (const [oldest, { length }] of kept) {
      if (total <= maxBytes) break;
      kept.delete(oldest);
      total -= length;
    }
  };
  return {
    set,
    async get(key, make) {
      const found = kept.get(key);
      if (found) {
        kept.delete(key);
        kept.set(key, found);
        return found;
      }
      const pending = underWay.get(key) ?? make().finally(() => underWay.delete(key));
      underWay.set(key, pending);
      const bytes = await pending;
      set(key, bytes);
      return bytes;
    },
  };
}
