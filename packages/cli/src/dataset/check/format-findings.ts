import { type Finding, FINDING_KINDS } from '@maskpred/dataset';
import Table from 'cli-table3';
import { printable } from '../../failure.js';
import { KINDS } from './kinds.js';

/** Findings that a terminal shows; the rest is in `--json` and `--html`. */
const SHOWN = 50;

/** Files of one finding that a terminal names beside the first. */
const NAMED = 3;

/** The findings for a terminal: how many of each kind, then the first of them. */
export function formatFindings(findings: readonly Finding[], pictures: number): string {
  if (findings.length === 0) return `${pictures} pictures; nothing was found.\n`;
  const table = new Table({
    head: ['finding', 'severity', 'count'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right'],
  });
  for (const kind of FINDING_KINDS) {
    const ofKind = findings.filter((finding) => finding.kind === kind);
    if (ofKind.length > 0) table.push([KINDS[kind].title, ofKind[0]!.severity, String(ofKind.length)]);
  }
  const lines = findings.slice(0, SHOWN).map(({ kind, path, message, related = [] }) => {
    const named = related.slice(0, NAMED).join(', ');
    const others = related.length > 0 ? `: ${named}${related.length > NAMED ? ', …' : ''}` : '';
    return printable(`${path}: ${kind}: ${message}${others}`);
  });
  const rest = findings.length - SHOWN;
  if (rest > 0) lines.push(`… and ${rest} more; --json lists all, --html shows them.`);
  return `${table.toString()}\n${lines.join('\n')}\n`;
}
