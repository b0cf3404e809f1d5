import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A piece of code in a Markdown file. */
export interface Snippet {
  /** Such as `packages/core/README.md:13`. */
  readonly where: string;
  readonly code: string;
  /** What its comments say that it prints. */
  readonly prints: string;
}

/** The code in JavaScript and TypeScript of every README and guide. */
export async function readSnippets(root: string): Promise<Snippet[]> {
  const folders = ['packages', 'examples'];
  const readmes = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder))).sort().map((name) => `${folder}/${name}/README.md`),
    ),
  );
  const guides = (await readdir(join(root, 'docs/guides'))).sort().map((name) => `docs/guides/${name}`);
  const snippets: Snippet[] = [];
  for (const file of ['README.md', ...readmes.flat(), ...guides]) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    for (const match of text.matchAll(/^```(?:js|ts)\n(.*?)^```/gms)) {
      const line = text.slice(0, match.index).split('\n').length;
      snippets.push({ where: `${file}:${line}`, code: match[1]!, prints: printsOf(match[1]!) });
    }
  }
  return snippets;
}

/** The comment at the end of each `console.log`, and whole lines of comment after it. */
export function printsOf(code: string): string {
  const prints: string[] = [];
  let isOpen = false;
  let isDone = false;
  for (const line of code.split('\n')) {
    const comment = /(?:^|\s)\/\/ ?(.*)$/.exec(line)?.[1];
    const isComment = line.trim().startsWith('//');
    if (line.includes('console.log(')) [isOpen, isDone] = [true, false];
    else if (!isComment && isDone) [isOpen, isDone] = [false, false];
    if (isOpen && comment !== undefined && (isComment ? isDone : true)) prints.push(comment);
    if (isOpen && /\);(?:\s*\/\/.*)?$/.test(line)) isDone = true;
  }
  return prints.join('\n');
}

/**
 * What differs between what a comment promises and what was printed: words have to be the same, numbers those that are
 * written, to their last digit or within a hundredth.
 */
export function differenceOf(promised: string, printed: string): string | undefined {
  const [wanted, got] = [tokensOf(promised), tokensOf(printed)];
  if (wanted.length !== got.length) return `promised ${promised}, printed ${printed}`;
  const index = wanted.findIndex((token, i) => !isSame(token, got[i]!));
  return index === -1 ? undefined : `promised ${wanted[index]}, printed ${got[index]} in ${printed}`;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/;

function tokensOf(text: string): string[] {
  const plain = text.replace(/(\d)(?:…|\.\.\.)/g, '$1').replaceAll('"', "'");
  return plain.match(new RegExp(`${NUMBER.source}|[\\p{L}_]+|[^\\s\\d\\p{L}_]`, 'gu')) ?? [];
}

function isSame(promised: string, printed: string): boolean {
  if (!new RegExp(`^${NUMBER.source}$`).test(promised)) return promised === printed;
  const [, digits = ''] = promised.split('.');
  return (
    Math.abs(Number(promised) - Number(printed)) <=
    Math.max(10 ** -digits.length, Math.abs(Number(promised)) / 100)
  );
}
