/** How many people there were of each kind. */
export interface Counts {
  /** In the order of the classifier's labels. */
  readonly perLabel: readonly number[];
  /** Not decided yet. */
  readonly deciding: number;
}

export const NOBODY: Counts = Object.freeze({ perLabel: Object.freeze([]), deciding: 0 });

/** The counts of one second. */
export interface HistoryEntry extends Counts {
  /** Seconds on the clock of the frames. */
  readonly second: number;
}

/** Seconds that the strip shows. */
export const HISTORY_SECONDS = 60;

/** How many there are of each label, and of those being decided. */
export function countPeople(
  people: readonly { readonly label: string | undefined }[],
  labels: readonly string[],
): Counts {
  const count = (wanted: string | undefined) => people.filter(({ label }) => label === wanted).length;
  return { perLabel: labels.map(count), deciding: count(undefined) };
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
  return numbersOf(counts).some((count, index) => count > (numbersOf(last)[index] ?? 0));
}

/** True when both say the same. */
export function areEqual(a: Counts, b: Counts): boolean {
  return numbersOf(a).join() === numbersOf(b).join();
}

function largest(a: Counts, b: Counts): Counts {
  return {
    perLabel: b.perLabel.map((count, index) => Math.max(count, a.perLabel[index] ?? 0)),
    deciding: Math.max(a.deciding, b.deciding),
  };
}

function numbersOf({ deciding, perLabel }: Counts): readonly number[] {
  return [deciding, ...perLabel];
}
