import { checkAnnotations } from './check-annotations.js';
import { checkBoxes } from './check-boxes.js';
import { checkContent, type CropOpinions } from './check-content.js';
import { checkDuplicates } from './check-duplicates.js';
import { checkPicture } from './check-picture.js';
import { type Finding, FINDING_KINDS, type FindingDraft, severityOf } from './finding.js';
import type { Survey, SurveyedPicture } from './survey.js';
import { type CheckThresholds, readThresholds } from './thresholds.js';

export interface CheckOptions extends CropOpinions {
  /** Bounds other than {@link CHECK_DEFAULTS}. */
  readonly thresholds?: Partial<CheckThresholds>;
  /** Groups of paths that show the same shot. Exact copies are found without. */
  readonly nearDuplicates?: readonly (readonly string[])[];
}

/**
 * What is worth a look in a data set, from what is certainly wrong to mere notes, and within a kind the furthest beyond
 * its bound first.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a threshold that is unknown or no number.
 * @example
 * const [first] = checkDataset(await surveyDataset('data/train'));
 * console.log(first?.kind, first?.path, first?.message); // label-conflict mask/a.jpg the same file is labelled mask and no-mask
 */
export function checkDataset(survey: Survey, options: CheckOptions = {}): Finding[] {
  const { layout, pictures } = survey;
  const limits = readThresholds(options.thresholds ?? {});
  const isCrop = layout === 'image-folder';
  const findings: FindingDraft[] = pictures.flatMap((picture) => [
    ...checkPicture(picture, limits, isCrop),
    ...checkBoxes(picture, limits),
    ...(isCrop ? [...checkLabel(picture), ...checkContent(picture, limits, options)] : []),
  ]);
  findings.push(...checkDuplicates(pictures, options.nearDuplicates ?? []), ...checkAnnotations(survey));
  return findings
    .sort(compareFindings)
    .map(({ kind, ...rest }) => ({ kind, severity: severityOf(kind), ...rest }));
}

function checkLabel({ path, label }: SurveyedPicture): FindingDraft[] {
  if (label !== undefined) return [];
  return [{ kind: 'no-label', path, message: 'lies in no label folder, so training leaves it out' }];
}

const RANK = new Map(FINDING_KINDS.map((kind, index) => [kind, index]));

function compareFindings(a: FindingDraft, b: FindingDraft): number {
  const [kindA, kindB] = [RANK.get(a.kind)!, RANK.get(b.kind)!];
  if (kindA !== kindB) return kindA - kindB;
  const [excessA, excessB] = [excess(a), excess(b)];
  if (excessA !== excessB) return excessB - excessA;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** How far beyond the bound; what has none is certain. */
function excess({ value, threshold }: FindingDraft): number {
  return value === undefined || threshold === undefined ? Infinity : Math.abs(value - threshold);
}
