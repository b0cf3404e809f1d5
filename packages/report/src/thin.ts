/** At most `most` entries, evenly spaced, the first and the last included. */
export function thin<T>(entries: readonly T[], most: number): readonly T[] {
  if (entries.length <= most) return entries;
  const step = (entries.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => entries[Math.round(i * step)]!);
}
