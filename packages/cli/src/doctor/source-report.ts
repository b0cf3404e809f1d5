import type { SourceCheck, SourceStatus } from '@maskpred/crawler';
import type { Colors } from 'picocolors/types.js';
import { printable } from '../failure.js';
import { createTable } from '../predict-lines.js';

/** Lines about one source; more of them say the same. */
const MAX_CHANGES = 5;

/** The checks for people: a row each, then what is not as it should be. */
export function formatSourceChecks(checks: readonly SourceCheck[], colors: Colors): string {
  const paint: Record<SourceStatus, (text: string) => string> = {
    ok: colors.green,
    drifted: colors.red,
    blocked: colors.yellow,
    unreachable: colors.yellow,
  };
  const table = createTable(['against', 'source', 'status', 'pictures'], colors);
  for (const { source, against, status, candidates } of checks) {
    table.push([against, source, paint[status](status), String(candidates)]);
  }
  const notes = checks.flatMap(({ source, against, changes }) => {
    const more = changes.length - MAX_CHANGES;
    const lines = changes.slice(0, MAX_CHANGES).map((change) => `  ${printable(change)}`);
    if (lines.length === 0) return [];
    return [colors.bold(`${source} (${against})`), ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
  });
  return [table.toString(), ...notes].map((line) => `${line}\n`).join('');
}
