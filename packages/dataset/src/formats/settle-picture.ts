import { type AnnotatedImage, type Annotation, MaskpredError } from '@maskpred/core';
import { baseName, isSafeName, stemOf } from '../file-name.js';
import type { CocoNumber } from './coco-numbers.js';
import type { BoxDraft, PictureDraft } from './draft.js';
import type { FixOption, ReportIssue } from './issue.js';
import { createJudge, type Judge } from './judge.js';
import { settleBox } from './settle-box.js';
import { type PictureSize, settleSize } from './settle-size.js';

export interface SettleOptions {
  /** The labels there are; absent when any label is one. */
  readonly labels?: ReadonlySet<string>;
  readonly fix?: FixOption;
  /** From the header of the picture, where there is one. */
  readonly size?: PictureSize;
  readonly report?: ReportIssue;
}

/**
 * The picture of a draft: checked, and repaired as far as `fix` says. Everything that is wrong is reported, also when the
 * picture fails.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED or UNKNOWN_LABEL with file and line, for the first thing that makes the
 * picture unusable.
 */
export function settlePicture(draft: PictureDraft, options: SettleOptions = {}): AnnotatedImage {
  const { labels, fix = false, size: header, report = () => undefined } = options;
  const judge = createJudge(draft.file, fix, report);
  for (const finding of draft.findings) judge.take(finding);
  const fileName = settleName(draft, judge);
  const size = settleSize(draft, header, judge);
  const annotations = size
    ? draft.boxes.flatMap((box, index) => {
        const lineOf = () => draft.lineOf(index);
        const label = settleLabel(box, labels, lineOf, judge);
        const settled = settleBox(box, size, lineOf, judge);
        const score = settleScore(box, lineOf, judge);
        return settled && label !== undefined ? [toAnnotation(box, settled, label, score)] : [];
      })
    : [];
  if (judge.error || !size || fileName === undefined) {
    throw judge.error ?? new MaskpredError('ANNOTATION_PARSE_FAILED', `${draft.file}: cannot be used.`);
  }
  const image: AnnotatedImage & CocoNumber = {
    id: stemOf(fileName),
    fileName,
    width: size.width,
    height: size.height,
    annotations,
    ...(draft.isVerified === undefined ? {} : { isVerified: draft.isVerified }),
    ...(draft.license === undefined ? {} : { license: draft.license }),
    ...(draft.cocoId === undefined ? {} : { cocoId: draft.cocoId }),
  };
  return image;
}

function settleName(draft: PictureDraft, judge: Judge): string | undefined {
  const lineOf = () => draft.lineOf('name');
  const name = baseName(draft.fileName);
  if (!isSafeName(name)) {
    judge.fail(
      `expected the name of a picture, got ${JSON.stringify(draft.fileName.slice(0, 200))}`,
      lineOf(),
    );
    return undefined;
  }
  if (leadsOut(draft.fileName) && !draft.isNameGuessed) {
    const problem = `a path that leads out of the data set, ${JSON.stringify(draft.fileName.slice(0, 200))}`;
    const outcome = `only its base name is used`;
    judge.repairs({ kind: 'path-outside', line: lineOf(), problem, repair: outcome, otherwise: outcome });
  }
  if (!/\s/u.test(name)) return name;
  const isRenamed = judge.repairs({
    kind: 'name-with-spaces',
    line: lineOf(),
    problem: `a file name with spaces, ${JSON.stringify(name)}`,
    repair: 'spaces written as _',
    otherwise: 'kept',
  });
  return isRenamed ? withoutSpaces(name) : name;
}

/** The name with `_` for spaces. */
export function withoutSpaces(name: string): string {
  return name.trim().replace(/\s+/gu, '_');
}

function leadsOut(path: string): boolean {
  return /^([a-z]:|[\\/])/i.test(path) || path.split(/[\\/]/).includes('..');
}

function settleLabel(
  { label: said }: BoxDraft,
  labels: ReadonlySet<string> | undefined,
  lineOf: () => number | undefined,
  judge: Judge,
): string | undefined {
  let label = said;
  if (label !== label.trim()) {
    const isTrimmed = judge.repairs({
      kind: 'name-with-spaces',
      line: lineOf(),
      problem: `a label with spaces at an end, ${JSON.stringify(label)}`,
      repair: 'taken away',
      otherwise: 'kept',
    });
    if (isTrimmed) label = label.trim();
  }
  if (label === '') {
    judge.fail('expected a label, got none', lineOf());
    return undefined;
  }
  if (labels && !labels.has(label)) {
    const isAdded = judge.repairs({
      kind: 'unknown-label',
      line: lineOf(),
      problem: `expected one of the labels ${[...labels].join(', ')}, got ${JSON.stringify(label)}`,
      repair: 'added to the end of the labels',
      code: 'UNKNOWN_LABEL',
    });
    if (!isAdded) return undefined;
  }
  return label;
}

function settleScore(
  { score }: BoxDraft,
  lineOf: () => number | undefined,
  judge: Judge,
): number | undefined {
  if (score === undefined || (score >= 0 && score <= 1)) return score;
  judge.repairs({
    kind: 'score-out-of-range',
    line: lineOf(),
    problem: `expected a score from 0 to 1, got ${score}`,
    repair: 'score left out',
    otherwise: 'score left out',
  });
  return undefined;
}

function toAnnotation(
  { difficult, cocoId }: BoxDraft,
  box: Annotation['box'],
  label: string,
  score: number | undefined,
): Annotation & CocoNumber {
  return {
    box,
    label,
    ...(difficult ? { difficult } : {}),
    ...(score === undefined ? {} : { score }),
    ...(cocoId === undefined ? {} : { cocoId }),
  };
}
