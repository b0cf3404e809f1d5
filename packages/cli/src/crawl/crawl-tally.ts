import type { CrawlEvent, SkipReason } from '@maskpred/crawler';
import Table from 'cli-table3';

/** What became of the candidates of one source for one label. */
export interface Tally {
  readonly label: string;
  readonly source: string;
  seen: number;
  saved: number;
  failed: number;
  readonly skipped: Map<SkipReason, number>;
}

/** Counts what happens in a crawl. `saved + skipped + failed` is what was seen. */
export interface CrawlTally {
  /** One for each label and source, in the order in which they came up. */
  readonly rows: readonly Tally[];
  readonly total: Tally;
  add(event: CrawlEvent): void;
}

/** A count of nothing. */
export function createTally(): CrawlTally {
  const rows = new Map<string, Tally>();
  const total = emptyTally('', 'total');
  return {
    get rows() {
      return [...rows.values()];
    },
    total,
    add(event) {
      const { label = '', source } = event;
      const key = JSON.stringify([label, source]);
      const row = rows.get(key) ?? emptyTally(label, source);
      rows.set(key, row);
      if (event.type === 'source-ended' || event.type === 'source-problem') return;
      for (const tally of [row, total]) count(tally, event);
    },
  };
}

function emptyTally(label: string, source: string): Tally {
  return { label, source, seen: 0, saved: 0, failed: 0, skipped: new Map() };
}

function count(tally: Tally, event: CrawlEvent): void {
  tally.seen++;
  if (event.type === 'image-saved') tally.saved++;
  if (event.type === 'image-failed') tally.failed++;
  if (event.type === 'image-skipped') {
    tally.skipped.set(event.reason, (tally.skipped.get(event.reason) ?? 0) + 1);
  }
}

/** @example describeSkipped(new Map([['robots', 2], ['duplicate', 5]])); // '5 duplicate, 2 robots' */
export function describeSkipped(skipped: ReadonlyMap<SkipReason, number>): string {
  const sorted = [...skipped].sort(([, a], [, b]) => b - a);
  return sorted.map(([reason, number]) => `${number} ${reason}`).join(', ');
}

/** The table at the end of a crawl, line break included. */
export function formatTally({ rows, total }: CrawlTally): string {
  const table = new Table({
    head: ['label', 'source', 'seen', 'saved', 'failed', 'skipped'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { label, source, seen, saved, failed, skipped } of rows.length > 1 ? [...rows, total] : rows) {
    table.push([label, source, String(seen), String(saved), String(failed), describeSkipped(skipped)]);
  }
  return `${table.toString()}\n`;
}
