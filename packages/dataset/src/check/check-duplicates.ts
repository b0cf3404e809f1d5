import type { FindingDraft } from './finding.js';
import type { SurveyedPicture } from './survey.js';

/** Pictures of one group that are there more than once, and groups whose labels disagree. */
export function checkDuplicates(
  pictures: readonly SurveyedPicture[],
  nearDuplicates: readonly (readonly string[])[],
): FindingDraft[] {
  const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
  const exact = groupFiles(pictures);
  const fileOf = new Map(exact.flatMap((group, index) => group.map(({ path }) => [path, index])));
  const findings = exact.map((group) => describeGroup('exact-duplicate', group, labelsOf));
  for (const paths of nearDuplicates) {
    const group = paths.flatMap((path) => byPath.get(path) ?? []);
    // Said already, when all of them are the same file.
    const files = new Set(group.map(({ path }) => fileOf.get(path) ?? path));
    if (files.size > 1) findings.push(describeGroup('near-duplicate', group, ({ label }) => label));
  }
  return findings;
}

function describeGroup(
  kind: 'exact-duplicate' | 'near-duplicate',
  group: readonly SurveyedPicture[],
  labelOf: (picture: SurveyedPicture) => string | undefined,
): FindingDraft {
  const [path, ...related] = group.map((picture) => picture.path).sort();
  const labels = [...new Set(group.flatMap((picture) => labelOf(picture) ?? []))].sort();
  const what = kind === 'exact-duplicate' ? 'the same file' : 'nearly the same picture';
  if (labels.length > 1) {
    const message = `${what} is labelled ${labels.join(' and ')}`;
    return { kind: 'label-conflict', path: path!, message, related };
  }
  const message = `${what} is there ${group.length} times`;
  return { kind, path: path!, message, value: group.length, threshold: 1, related };
}

/** The label of the whole picture, or those of its boxes, which may not differ between copies. */
function labelsOf({ label, annotations }: SurveyedPicture): string | undefined {
  if (!annotations) return label;
  const counts = new Map<string, number>();
  for (const { label: name } of annotations.annotations) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${count} ${name}`);
  return parts.length > 0 ? parts.join(', ') : 'without faces';
}

function groupFiles(pictures: readonly SurveyedPicture[]): SurveyedPicture[][] {
  const groups = new Map<string, SurveyedPicture[]>();
  for (const picture of pictures) {
    if (!picture.facts) continue;
    const group = groups.get(picture.facts.sha256);
    if (group) group.push(picture);
    else groups.set(picture.facts.sha256, [picture]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
