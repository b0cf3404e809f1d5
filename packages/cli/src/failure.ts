import { type ErrorCode, MaskpredError, messageOf } from '@maskpred/core';

/** An error as plain data: it crosses threads and is written as JSON. `UNEXPECTED` is an error that is none of maskpred's. */
export interface Failure {
  readonly code: ErrorCode | 'UNEXPECTED';
  readonly message: string;
}

/** Anything that was thrown, as plain data. */
export function failureOf(error: unknown): Failure {
  const code = MaskpredError.isInstance(error) ? error.code : 'UNEXPECTED';
  return { code, message: messageOf(error) };
}

/** One line for people; control characters of file names do not reach the terminal. */
export function formatFailure({ code, message }: Failure): string {
  return `maskpred: ${printable(message)} (${code})\n`;
}

/**
 * The text with line breaks and other control characters written as escapes.
 * @example
 * printable('a\nb'); // 'a\\nb'
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    if (character === '\n') return '\\n';
    return `\\x${character.codePointAt(0)!.toString(16).padStart(2, '0')}`;
  });
}
