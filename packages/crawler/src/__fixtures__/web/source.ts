import type { License } from '@maskpred/core';
import type { ImageCandidate, ImageSource } from '../../source.js';
import { behaviourAt, type BehaviourName, BEHAVIOURS } from './behaviours.js';
import type { Web } from './server.js';

export const BY: License = {
  id: 'by-4.0',
  url: 'https://creativecommons.org/licenses/by/4.0/',
  status: 'verified',
};

/** A source that offers what it is given. */
export function listOf(
  candidates: readonly (ImageCandidate | string)[],
  options: { readonly name?: string; readonly error?: Error } = {},
): ImageSource {
  return {
    name: options.name ?? 'fixture',
    filters: ['size'],
    async *search(_query, { signal } = {}) {
      for (const candidate of candidates) {
        await Promise.resolve();
        signal?.throwIfAborted();
        yield typeof candidate === 'string' ? { url: candidate, license: BY } : candidate;
      }
      if (options.error) throw options.error;
    },
  };
}

/** So many candidates of every kind. */
export function manyCandidates(
  web: Web,
  count: number,
): { readonly url: string; readonly name: BehaviourName }[] {
  return Array.from({ length: count }, (_, i) => {
    const name = behaviourAt(i);
    return { name, url: web.url(name, i) };
  });
}

/**
 * What a crawl of such candidates ends with: how many were saved, skipped for which reason, failed with which code. Of
 * pictures that are alike, the first is saved.
 */
export function expectedOutcomes(names: readonly BehaviourName[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const seen = new Set<string>();
  for (const name of names) {
    const { expected } = BEHAVIOURS[name];
    const isFirst = /duplicate/.test(expected) && !seen.has(name);
    seen.add(name);
    const outcome = isFirst ? 'saved' : expected;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
