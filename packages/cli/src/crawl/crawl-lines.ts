import type { CrawlEvent } from '@maskpred/crawler';
import { failureOf } from '../failure.js';

/**
 * One line of JSON for an event, line break included. A saved picture comes with its line of the manifest as `picture`;
 * errors as `code` and `message`.
 */
export function formatCrawlJson(event: CrawlEvent): string {
  const { type, label, source, query } = event;
  const origin = { type, ...(label === undefined ? {} : { label }), source, query };
  return `${JSON.stringify({ ...origin, ...detailsOf(event) })}\n`;
}

function detailsOf(event: CrawlEvent): object {
  switch (event.type) {
    case 'image-saved':
      return { url: event.url, path: event.path, picture: event.provenance };
    case 'image-skipped':
      return {
        url: event.url,
        reason: event.reason,
        ...(event.detail === undefined ? {} : { detail: event.detail }),
      };
    case 'image-failed':
      return { url: event.url, error: failureOf(event.error) };
    case 'source-ended':
      return { candidates: event.candidates, ...(event.error ? { error: failureOf(event.error) } : {}) };
    case 'source-problem':
      return { where: event.where, message: event.message };
  }
}
