/** How many people there were of each kind. */
export interface Counts {
  readonly mask: number;
  readonly bare: number;
  /** Not decided yet. */
  readonly deciding: number;
}

export const NOBODY: Counts = Object.freeze({ mask: 0, bare: 0, deciding: 0 });

/** The counts of one second. */
export interface HistoryEntry extends Counts {
  /** Seconds on the clock of the frames. */
  readonly second: number;
}

/** Seconds that the strip shows. */
export const HISTORY_SECONDS = 60;

/** The labels that the app counts, as the shipped classifier declares them. */
const COUNTED: Record<string, keyof Counts> = { mask: 'mask', 'no-mask': 'bare' };

/** How many there are of each kind; a label that is neither `mask` nor `no-mask` is not counted. */
export function countPeople(people: readonly { readonly label: string | undefined }[]): Counts {
  const counts = { mask: 0, bare: 0, deciding: 0 };
  for (const { label } of people) {
    const kind = label === undefined ? 'deciding' : COUNTED[label];
    if (kind) counts[kind]++;
  }
  return counts;
}

/**
 * The history with what was counted at a time, {@link HISTORY_SECONDS} long at most. Of one second the largest counts
 * stay, so that a frame on which someone was missed leaves no gap.
 */
export function addToHistory(
  history: readonly HistoryEntry[],
  counts: Counts,
  timestampMs: number,
): readonly HistoryEntry[] {
  const second = Math.floor(timestampMs / 1000);
  const last = history.at(-1);
  if (last && last.second > second) return [{ ...counts, second }]; // another clock: another video
  const isSame = last?.second === second;
  const entry: HistoryEntry = isSame ? { ...largest(last, counts), second } : { ...counts, second };
  const earlier = isSame ? history.slice(0, -1) : history;
  return [...earlier.filter((old) => old.second > second - HISTORY_SECONDS), entry];
}

/** True when adding changes what the strip shows. */
export function changesHistory(
  history: readonly HistoryEntry[],
  counts: Counts,
  timestampMs: number,
): boolean {
  const last = history.at(-1);
  if (!last || last.second !== Math.floor(timestampMs / 1000)) return true;
  const kinds = ['mask', 'bare', 'deciding'] as const;
  return kinds.some((kind) => counts[kind] > last[kind]);
}

function largest(a: Counts, b: Counts): Counts {
  return {
    mask: Math.max(a.mask, b.mask),
    bare: Math.max(a.bare, b.bare),
    deciding: Math.max(a.deciding, b.deciding),
  };
}
