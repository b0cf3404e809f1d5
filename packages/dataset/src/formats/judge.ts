import type { ErrorCode, MaskpredError } from '@maskpred/core';
import { annotationError } from './annotation-error.js';
import type { Finding } from './draft.js';
import { type DatasetIssueKind, type FixOption, isFixing, type ReportIssue } from './issue.js';

/** How an issue can end. */
export interface Verdict {
  readonly kind: DatasetIssueKind;
  readonly line?: number | undefined;
  /** What is wrong, without full stop. */
  readonly problem: string;
  /** What the repair does. */
  readonly repair: string;
  /** What becomes of it without repair; absent: the picture cannot be used. */
  readonly otherwise?: string;
  readonly code?: ErrorCode;
}

/** Decides about what is wrong with one picture, and reports it. */
export interface Judge {
  /** True when the issue is repaired. */
  repairs(verdict: Verdict): boolean;
  /** Notes what nothing can be done about: the picture fails. */
  fail(problem: string, line?: number, code?: ErrorCode): void;
  /** What was found while the file was read. */
  take(finding: Finding): void;
  /** The first reason why the picture cannot be used. */
  readonly error: MaskpredError | undefined;
}

/** A judge of the pictures of one file. */
export function createJudge(file: string, fix: FixOption, report: ReportIssue): Judge {
  let error: MaskpredError | undefined;
  const judge: Judge = {
    repairs({ kind, line, problem, repair, otherwise, code }) {
      const isFixed = isFixing(fix, kind);
      const outcome = isFixed ? repair : (otherwise ?? 'not usable');
      report({
        kind,
        file,
        ...(line === undefined ? {} : { line }),
        message: `${problem}: ${outcome}`,
        isFixed,
      });
      if (!isFixed && otherwise === undefined) {
        error ??= annotationError(
          { file, line },
          problem,
          'Correct the file, or have it repaired (`fix`, --fix).',
          code === undefined ? {} : { code },
        );
      }
      return isFixed;
    },
    fail(problem, line, code) {
      error ??= annotationError(
        { file, line },
        problem,
        code === 'UNKNOWN_LABEL'
          ? 'Check that the class list is the one of this export.'
          : 'Correct the file, or export it again.',
        code === undefined ? {} : { code },
      );
    },
    take({ kind, problem, outcome, line, code }) {
      if (kind === undefined) judge.fail(problem, line, code);
      else
        judge.repairs({
          kind,
          problem,
          line,
          repair: outcome ?? 'left out',
          ...(outcome === undefined ? {} : { otherwise: outcome }),
        });
    },
    get error() {
      return error;
    },
  };
  return judge;
}
