import cliProgress from 'cli-progress';
import { write } from './context.js';

/** A bar on a terminal, nothing elsewhere. */
export interface Progress {
  /** One more is done. */
  advance(hasFailed: boolean): void;
  /** Writes text, with the bar out of the way where the stream is a terminal. */
  write(stream: NodeJS.WriteStream, text: string): Promise<void>;
  /** Removes the bar and gives the cursor back. */
  stop(): void;
}

const SILENT: Progress = {
  advance: () => undefined,
  write,
  stop: () => undefined,
};

/**
 * A bar for more than one thing to do, if the stream is a terminal.
 * @param unit - what is counted, in the plural.
 */
export function startProgress(total: number, stream: NodeJS.WriteStream, unit = 'pictures'): Progress {
  if (!stream.isTTY || total < 2) return SILENT;
  const bar = new cliProgress.SingleBar({
    stream,
    format: `{bar} {value}/{total} ${unit}{note}`,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
  });
  const startedAt = Date.now();
  let done = 0;
  let failed = 0;
  const note = () => {
    const left = ((Date.now() - startedAt) / done) * (total - done);
    const parts = [failed > 0 ? `${failed} failed` : '', done > 0 ? `${formatDuration(left)} left` : ''];
    return { note: parts.map((part) => part && `, ${part}`).join('') };
  };
  // The bar remembers where the cursor was when it started, so it starts anew below what was printed.
  const start = () => bar.start(total, done, note());
  start();
  return {
    advance(hasFailed) {
      done++;
      if (hasFailed) failed++;
      bar.update(done, note());
    },
    async write(target, text) {
      if (!target.isTTY) return write(target, text);
      bar.stop();
      await write(target, text);
      start();
    },
    stop: () => bar.stop(),
  };
}

/** @example formatDuration(61_000); // '1 min 1 s' */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
