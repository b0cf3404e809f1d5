import { stemOf } from '../file-name.js';
import type { DatasetIssueKind } from '../formats/issue.js';
import type { FindingDraft } from './finding.js';
import type { Survey } from './survey.js';

/**
 * Issues that may cost a box or a picture. The others are matters of the text alone, or are seen better from the picture
 * (size, edge, missing file), or come with an annotation that cannot be used.
 */
const TOLD: Partial<Record<DatasetIssueKind, FindingDraft['kind']>> = {
  'annotation-missing': 'no-annotation',
  'picture-missing': 'no-picture',
  'size-missing': 'dirty-annotation',
  'not-a-box': 'dirty-annotation',
  'stray-text': 'dirty-annotation',
  'score-out-of-range': 'dirty-annotation',
  'name-wrong': 'dirty-annotation',
  'same-stem': 'dirty-annotation',
  'path-outside': 'dirty-annotation',
};

/** What is wrong with the annotation files as such. */
export function checkAnnotations({ issues, brokenAnnotations }: Survey): FindingDraft[] {
  const findings: FindingDraft[] = brokenAnnotations.map(({ file, message }) => ({
    kind: 'broken-annotation',
    path: file,
    message,
  }));
  const placeOf = ({ file, line }: { readonly file: string; readonly line?: number }) =>
    `${file}:${line ?? ''}`;
  const told = new Set(brokenAnnotations.map(placeOf));
  // which picture an unreadable annotation is of, only its name tells
  const broken = new Set(brokenAnnotations.map(({ file }) => stemOf(file)));
  for (const issue of issues) {
    const kind = TOLD[issue.kind];
    if (kind === undefined || told.has(placeOf(issue))) continue;
    if (kind === 'no-annotation' && broken.has(stemOf(issue.file))) continue;
    const at = issue.line === undefined ? '' : `line ${issue.line}: `;
    findings.push({ kind, path: issue.file, message: at + issue.message });
  }
  return findings;
}
