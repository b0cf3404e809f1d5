/** One address of a `srcset` attribute. */
export interface SrcsetEntry {
  readonly url: string;
  /** Pixels, from a `w` descriptor. */
  readonly width?: number;
  /** From an `x` descriptor; 1 without any. */
  readonly density?: number;
}

/**
 * The addresses of a `srcset` attribute (HTML standard, "Parsing a srcset attribute"): commas belong to an address unless
 * they end it.
 * @example
 * parseSrcset('a.jpg 480w, b,1.jpg 1080w'); // [{ url: 'a.jpg', width: 480 }, { url: 'b,1.jpg', width: 1080 }]
 */
export function parseSrcset(value: string): SrcsetEntry[] {
  const entries: SrcsetEntry[] = [];
  let rest = value;
  for (;;) {
    rest = rest.replace(/^[\s,]+/, '');
    const [address] = /^\S+/.exec(rest) ?? [];
    if (address === undefined) return entries;
    rest = rest.slice(address.length);
    const endsHere = address.endsWith(',');
    const [descriptor] = endsHere ? [''] : /^[^,]*/.exec(rest)!;
    rest = rest.slice(descriptor.length);
    const [, width] = /^\s*(\d+)w/.exec(descriptor) ?? [];
    const [, density] = /^\s*(\d+(?:\.\d+)?)x/.exec(descriptor) ?? [];
    entries.push({
      url: address.replace(/,+$/, ''),
      ...(width ? { width: Number(width) } : { density: Number(density ?? 1) }),
    });
  }
}

/** The address of the largest picture of a `srcset`; undefined when there is none. */
export function largestOf(srcset: string | undefined): string | undefined {
  let best: SrcsetEntry | undefined;
  for (const entry of parseSrcset(srcset ?? '')) {
    const isLarger =
      !best || (entry.width ?? 0) > (best.width ?? 0) || (entry.density ?? 0) > (best.density ?? 0);
    if (isLarger) best = entry;
  }
  return best?.url;
}
