/** Which bare faces were alerted to already. */
export interface AlertMemory {
  readonly known: ReadonlySet<number>;
  /** When the sound was last due, milliseconds. */
  readonly lastMs: number;
}

export const NO_ALERTS: AlertMemory = Object.freeze({ known: new Set<number>(), lastMs: -Infinity });

/** Milliseconds between two sounds, so that a crowd is one sound and not an alarm. */
export const ALERT_PAUSE_MS = 2000;

/** What a sound is for. Models without it make none. */
export const ALERT_LABEL = 'no-mask';

/**
 * Whether a sound is due: somebody is decided to be bare who was not before. Who puts a mask on and takes it off again
 * is somebody new.
 */
export function alertOn(
  memory: AlertMemory,
  people: readonly { readonly id: number; readonly label: string | undefined }[],
  nowMs: number,
): { readonly isDue: boolean; readonly memory: AlertMemory } {
  const bare = people.filter(({ label }) => label === ALERT_LABEL).map(({ id }) => id);
  const hasNew = bare.some((id) => !memory.known.has(id));
  const isDue = hasNew && nowMs - memory.lastMs >= ALERT_PAUSE_MS;
  if (hasNew && !isDue) return { isDue, memory }; // it waits for the end of the pause
  return { isDue, memory: { known: new Set(bare), lastMs: isDue ? nowMs : memory.lastMs } };
}
