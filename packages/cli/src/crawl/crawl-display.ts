import cliProgress from 'cli-progress';
import { write } from '../context.js';
import { type CrawlTally, describeSkipped } from './crawl-tally.js';

/** A bar on a terminal, nothing elsewhere. */
export interface CrawlDisplay {
  /** Shows the numbers as they are now. */
  update(): void;
  /** Writes text, with the bar out of the way where the stream is a terminal. */
  write(stream: NodeJS.WriteStream, text: string): Promise<void>;
  stop(): void;
}

export interface CrawlDisplayOptions {
  /** Pictures that all searches are to bring. */
  readonly wanted: number;
  readonly tally: CrawlTally;
  /** ms since 1970. */
  readonly startedAt: number;
}

/**
 * A bar that shows how many pictures there are of those that are wanted, how fast they come, and what became of the others.
 */
export function startCrawlDisplay(
  stream: NodeJS.WriteStream,
  { wanted, tally, startedAt }: CrawlDisplayOptions,
): CrawlDisplay {
  if (!stream.isTTY) return { update: () => undefined, write, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    stream,
    format: `{bar} {value}/{total} pictures, {rate}/s{note}`,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 20,
    hideCursor: true,
    clearOnComplete: true,
    fps: 5,
  });
  const payload = () => {
    const { total } = tally;
    const rate = (total.saved / Math.max(1, Date.now() - startedAt)) * 1000;
    const skipped = describeSkipped(total.skipped);
    const parts = [skipped && `skipped ${skipped}`, total.failed > 0 ? `${total.failed} failed` : ''];
    return { rate: rate.toFixed(1), note: parts.map((part) => part && `; ${part}`).join('') };
  };
  const start = () => bar.start(wanted, tally.total.saved, payload());
  start();
  return {
    update: () => bar.update(tally.total.saved, payload()),
    async write(target, text) {
      if (!target.isTTY) return write(target, text);
      bar.stop();
      await write(target, text);
      start();
    },
    stop: () => bar.stop(),
  };
}
