import { MaskpredError } from '@maskpred/core';

/** What the exit status of `maskpred` says. */
export const EXIT = Object.freeze({
  /** All inputs are done. */
  done: 0,
  /** Some inputs failed and the rest are done; or nothing could be done, as with a model that does not load. */
  failed: 1,
  /** Wrong usage: nothing was tried. */
  usage: 2,
  /** A quality gate was not met. */
  gate: 3,
  /** Ended by Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
  /** Ended by SIGTERM: 128 + 15. */
  terminated: 143,
});

/** The exit status for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  return MaskpredError.isInstance(error) && error.code === 'INVALID_ARGUMENT' ? EXIT.usage : EXIT.failed;
}
