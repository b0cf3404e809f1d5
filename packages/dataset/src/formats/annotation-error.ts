import { type ErrorCode, MaskpredError, type MaskpredErrorOptions } from '@maskpred/core';

export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number | undefined;
}

/** The error of an annotation file that cannot be used as it is: its message begins with `file:line`. */
export class AnnotationError extends MaskpredError {
  override readonly name: string = 'AnnotationError';
  readonly file: string;
  /** Counted from 1; undefined where the whole file is meant. */
  readonly line: number | undefined;

  constructor(code: ErrorCode, { file, line }: Place, message: string, options: MaskpredErrorOptions = {}) {
    super(code, `${line === undefined ? file : `${file}:${line}`}: ${message}`, options);
    this.file = file;
    this.line = line;
  }
}

/** The error of a problem at a place. `remedy` is a sentence. */
export function annotationError(
  place: Place,
  problem: string,
  remedy: string,
  options: { readonly code?: ErrorCode; readonly cause?: unknown } = {},
): AnnotationError {
  const { code = 'ANNOTATION_PARSE_FAILED', cause } = options;
  return new AnnotationError(code, place, `${problem}. ${remedy}`, { cause });
}
