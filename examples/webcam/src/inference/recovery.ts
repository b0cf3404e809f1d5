import type { SessionOptions } from './protocol.js';

/** Milliseconds within which two failures are the same trouble. */
export const TROUBLE_MS = 60_000;

/** What to do about a worker that died or lost its GPU. */
export type Recovery =
  | { readonly action: 'restart'; readonly options: SessionOptions; readonly isReduced: boolean }
  | { readonly action: 'give-up' };

/**
 * What to do after a failure: first the same again, as a GPU that was reset comes back; then without any GPU; then
 * nothing, for a worker that fails again and again would only heat the device.
 *
 * @param failures - when it failed, milliseconds, the failure at hand last.
 */
export function recoverFrom(failures: readonly number[], options: SessionOptions): Recovery {
  const now = failures.at(-1) ?? 0;
  const recent = failures.filter((at) => at > now - TROUBLE_MS).length;
  if (recent <= 1) return { action: 'restart', options, isReduced: false };
  if (recent > 2) return { action: 'give-up' };
  return { action: 'restart', options: withoutGpu(options), isReduced: true };
}

/** MediaPipe draws on WebGL wherever it runs; only the SSD on WASM does without. */
function withoutGpu({ detector }: SessionOptions): SessionOptions {
  return { detector: detector.startsWith('ssd') ? detector : 'ssd-fast', engine: 'wasm' };
}
