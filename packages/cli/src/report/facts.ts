import type { ReportFact, RunReport } from '@maskpred/report';
import { printable } from '../failure.js';
import type { RunFacts } from './report-input.js';

/** What every report says of a run: the facts in the order given, options, versions, engine, and what was left out. */
export function describeRun(
  { data, options, versions = {}, engine, durationMs, skipped, conflicts }: RunFacts,
  own: readonly ReportFact[] = [],
): Pick<RunReport, 'facts' | 'skipped' | 'conflicts'> {
  const facts = [
    { name: 'data', value: data },
    ...own,
    ...(engine === undefined ? [] : [{ name: 'engine', value: engine }]),
    ...(durationMs === undefined ? [] : [{ name: 'minutes', value: (durationMs / 60_000).toFixed(1) }]),
    ...entriesOf(options),
    ...entriesOf(versions),
  ];
  return {
    facts: facts.map(({ name, value }) => ({ name, value: printable(value) })),
    ...(skipped ? { skipped } : {}),
    ...(conflicts ? { conflicts } : {}),
  };
}

function entriesOf(values: Readonly<Record<string, string | number | boolean | undefined>>): ReportFact[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}
