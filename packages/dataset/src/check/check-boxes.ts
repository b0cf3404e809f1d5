import { type Annotation, type Box, boxArea, clipBox, iou, shorterSide, type Size } from '@maskpred/core';
import type { FindingDraft } from './finding.js';
import type { SurveyedPicture } from './survey.js';
import type { CheckThresholds } from './thresholds.js';

/** What is worth a look in the labelled boxes of one scene. */
export function checkBoxes(
  { path, annotations, facts }: SurveyedPicture,
  limits: CheckThresholds,
): FindingDraft[] {
  if (!annotations) return [];
  const findings: FindingDraft[] = [];
  const size = facts ?? annotations;
  if (facts && (facts.width !== annotations.width || facts.height !== annotations.height)) {
    const message = `is ${formatSize(facts)} pixels, its annotation says ${formatSize(annotations)}`;
    findings.push({ kind: 'size-mismatch', path, message });
  }
  const boxes = annotations.annotations;
  boxes.forEach((annotation, index) => {
    for (const draft of checkBox(annotation, size, limits)) findings.push({ path, ...draft });
    for (const other of boxes.slice(0, index)) {
      const draft = compareBoxes(annotation, other, limits);
      if (draft) findings.push({ path, ...draft });
    }
  });
  return findings;
}

type BoxFinding = Omit<FindingDraft, 'path'>;

function checkBox(
  annotation: Annotation,
  size: Size,
  { maxOverEdge, minBox, maxCover }: CheckThresholds,
): BoxFinding[] {
  const { box } = annotation;
  const name = describe(annotation);
  const findings: BoxFinding[] = [];
  const over = Math.max(-box.x, -box.y, box.x + box.width - size.width, box.y + box.height - size.height);
  if (over > maxOverEdge) {
    const outside = 1 - boxArea(clipBox(box, size)) / boxArea(box);
    const message = `${name} reaches ${Math.round(over)} pixels out of the picture, with ${percent(outside)} of its area`;
    findings.push({ kind: 'box-outside', message, value: over, threshold: maxOverEdge, box });
  }
  const side = shorterSide(box);
  if (side < minBox) {
    const message = `${name} is only ${formatNumber(side)} pixels wide or high`;
    findings.push({ kind: 'box-tiny', message, value: side, threshold: minBox, box });
  }
  const cover = boxArea(box) / (size.width * size.height);
  if (cover > maxCover) {
    const message = `${name} covers ${percent(cover)} of the picture`;
    findings.push({ kind: 'box-covers-all', message, value: cover, threshold: maxCover, box });
  }
  return findings;
}

/** Two boxes on one face: a slip, or two opinions. */
function compareBoxes(
  annotation: Annotation,
  other: Annotation,
  { maxOverlap }: CheckThresholds,
): BoxFinding | undefined {
  const overlap = iou(annotation.box, other.box);
  if (overlap <= maxOverlap) return undefined;
  return {
    kind: annotation.label === other.label ? 'box-twice' : 'label-conflict',
    message: `${describe(annotation)} and ${describe(other)} overlap by ${overlap.toFixed(2)}`,
    value: overlap,
    threshold: maxOverlap,
    box: annotation.box,
  };
}

function describe({ label, box }: Annotation): string {
  return `${label} at ${formatBox(box)}`;
}

function formatBox({ x, y, width, height }: Box): string {
  return [x, y, width, height].map(formatNumber).join(', ');
}

function formatSize({ width, height }: Size): string {
  return `${width} x ${height}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function formatNumber(value: number): string {
  return String(Number(value.toFixed(1)));
}
