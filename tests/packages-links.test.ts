import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './consumer/fixture.js';

/** Every page that people read: of the repository, its packages, examples, guides and models. */
async function findPages(folder = ROOT): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return /^(?:\.|node_modules$|dist$|out$|api$)/.test(entry.name) ? [] : findPages(path);
      return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [path] : [];
    }),
  );
  return found.flat();
}

/** Where the links of a page lead, without those to other sites. */
function linksOf(page: string): string[] {
  const prose = page.replace(/^(```+)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, link]) => link!);
  return links.filter((link) => !/^[a-z]+:/i.test(link));
}

/** The names under which a page's headings can be linked to, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const prose = page.replace(/^(```+)[\s\S]*?^\1/gm, '');
  const anchors = new Set<string>();
  for (const [, heading] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = plain.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    let free = name;
    for (let i = 1; anchors.has(free); i++) free = `${name}-${i}`;
    anchors.add(free);
  }
  return anchors;
}

/** What is wrong with the links of a page. */
async function brokenLinks(path: string): Promise<string[]> {
  const problems: string[] = [];
  for (const link of linksOf(await readFile(path, 'utf8'))) {
    const [to = '', anchor] = link.split('#');
    const target = to === '' ? path : join(dirname(path), decodeURIComponent(to));
    if (!existsSync(target)) problems.push(`${link}: there is no such file`);
    else if (anchor) {
      const page = statSync(target).isDirectory() ? join(target, 'README.md') : target;
      if (!anchorsOf(await readFile(page, 'utf8')).has(anchor))
        problems.push(`${link}: there is no such heading`);
    }
  }
  return problems;
}

const pages = await findPages();

describe('links inside the repository', () => {
  it('are in pages that are found', () => {
    const names = pages.map((path) => relative(ROOT, path));
    expect(names).toEqual(expect.arrayContaining(['README.md', join('docs', 'guides', 'quick-start.md')]));
    expect(anchorsOf('# A `b`, c!\n\n## A\n\n## A\n')).toEqual(new Set(['a-b-c', 'a', 'a-1']));
    expect(linksOf('[a](b.md#c) `[d](e)` [f](https://g) ![h](i.png)')).toEqual(['b.md#c', 'i.png']);
  });

  it.each(pages.map((path) => [relative(ROOT, path), path]))('lead somewhere in %s', async (_, path) => {
    expect(await brokenLinks(path)).toEqual([]);
  });
});
