import {
  crawlImages,
  type CrawlEvent,
  createHttpClient,
  createRobotsPolicy,
  DEFAULT_CRAWL,
  type OptOutTag,
} from '@maskpred/crawler';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { failureOf, formatFailure, printable } from '../failure.js';
import { type CrawlDisplay, startCrawlDisplay } from './crawl-display.js';
import { formatCrawlJson } from './crawl-lines.js';
import { readSearches, type SearchArguments } from './crawl-searches.js';
import { createTally, formatTally } from './crawl-tally.js';

export interface CrawlCommandOptions extends SearchArguments {
  readonly out: string;
  readonly minSize?: number;
  readonly duplicateDistance?: number | false;
  readonly contact?: string;
  readonly ignoreTag?: readonly OptOutTag[];
  readonly allowHost?: readonly string[];
  readonly concurrency: number;
  /** ms. */
  readonly delay: number;
  readonly wait?: true;
  readonly json?: true;
}

/** Crawls, says what happens, and in the end what became of everything. */
export async function runCrawl(
  phrases: readonly string[],
  options: CrawlCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, minSize, duplicateDistance, contact, ignoreTag, allowHost, concurrency, delay, wait } =
    options;
  const { stdout, stderr, signal } = context;
  const http = createHttpClient({
    concurrency,
    hostDelayMs: delay,
    ...(contact === undefined ? {} : { contact }),
    ...(allowHost ? { allowHosts: allowHost } : {}),
  });
  const robots = createRobotsPolicy({ http });
  const tally = createTally();
  const startedAt = Date.now();
  let display: CrawlDisplay | undefined;
  let hasStarted = false;
  try {
    const { searches, licenses } = await readSearches(phrases, options, { http, robots });
    const events = crawlImages({
      out,
      searches,
      http,
      robots,
      signal,
      ...(licenses ? { licenses } : {}),
      ...(minSize === undefined ? {} : { minSize }),
      ...(duplicateDistance === undefined ? {} : { duplicateDistance }),
      ...(ignoreTag ? { ignoreTags: ignoreTag } : {}),
      ...(wait ? { wait } : {}),
    });
    const wanted = searches.reduce((sum, { limit = DEFAULT_CRAWL.limit }) => sum + limit, 0);
    for await (const event of events) {
      display ??= startCrawlDisplay(stderr, { wanted, tally, startedAt });
      hasStarted = true;
      tally.add(event);
      if (options.json) await display.write(stdout, formatCrawlJson(event));
      await report(event, display, context);
      display.update();
    }
  } finally {
    display?.stop();
    await http.close();
    if (hasStarted && !options.json) await write(stdout, `${formatTally(tally)}${out}\n`);
    if (hasStarted && signal.aborted) await write(stderr, 'Stopped. The same command goes on from here.\n');
  }
}

/** Tells people of what a source did wrong; candidates are counted only. */
async function report(event: CrawlEvent, display: CrawlDisplay, context: CommandContext): Promise<void> {
  if (event.type === 'source-problem') {
    await display.write(
      context.stderr,
      `${printable(`${event.source}: ${event.where}: ${event.message}`)}\n`,
    );
  }
  if (event.type === 'source-ended' && event.error) {
    context.setExitCode(EXIT.failed);
    await display.write(context.stderr, formatFailure(failureOf(event.error)));
  }
}
