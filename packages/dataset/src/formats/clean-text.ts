import type { Finding } from './draft.js';

export interface CleanText {
  /** Without byte-order mark; line ends as they were. */
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** A file's text without its byte-order mark, with what a Windows program left in it. */
export function cleanText(content: string): CleanText {
  const findings: Finding[] = [];
  const hasMark = content.startsWith('\uFEFF');
  if (hasMark) {
    findings.push({
      kind: 'byte-order-mark',
      problem: 'a byte-order mark at the start',
      outcome: 'not read',
      line: 1,
    });
  }
  const windowsEnd = content.indexOf('\r\n');
  if (windowsEnd >= 0) {
    findings.push({
      kind: 'windows-line-ends',
      problem: 'Windows line ends (CRLF)',
      outcome: 'read as line ends',
      line: countLines(content, windowsEnd),
    });
  }
  return { text: hasMark ? content.slice(1) : content, findings };
}

/** The line, counted from 1, of the character at `index`. */
export function countLines(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
