import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchAll } from './__fixtures__/collect.js';
import { createFixtureHttp } from './__fixtures__/fixture-http.js';
import { createUrlListSource } from './url-list.js';
import { parseUrlList } from './url-list-rows.js';

const NONE = { id: 'unknown', status: 'unknown' } as const;
const A = 'https://a.example/1.jpg';
const B = 'https://a.example/2,x.jpg?q=1;2';
const B2 = `${A}2`;
const http = createFixtureHttp(() => undefined);

describe('parseUrlList', () => {
  it.each(['', '\n\n', '\uFEFF', '# only a comment\n'])('finds nothing in %j', (text) => {
    expect(parseUrlList(text)).toEqual({ candidates: [], problems: [] });
  });

  it('reads one address a line, whatever is in it', () => {
    const { candidates, problems } = parseUrlList(`\uFEFF# mine\r\n${A}\r\n\r\n  ${B}  \r\n#${A}`);
    expect(candidates).toEqual([
      { url: A, license: NONE },
      { url: B, license: NONE },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([',', ';', '\t'])('reads CSV with %j between columns in any order', (mark) => {
    const head = ['Title', ' IMAGE_URL ', 'Author', 'Licence', 'colour', 'width', 'height'].join(mark);
    const row = [`"A ""quoted""${mark} title"`, A, 'Kim', 'CC BY 4.0', 'red', '640', '480'].join(mark);
    expect(parseUrlList(`${head.replace(' IMAGE_URL ', 'url')}\n${row}\n`).candidates).toEqual([
      {
        url: A,
        license: { id: 'by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/', status: 'claimed' },
        title: mark === '\t' ? 'A "quoted" title' : `A "quoted"${mark} title`,
        creator: 'Kim',
        width: 640,
        height: 480,
      },
    ]);
    expect(parseUrlList(`${head}\n${row}\n`).candidates).toHaveLength(1);
  });

  it('tells bad lines with their number and reads the others', () => {
    const text = `url,title\n${A},one\nfile:///etc/passwd,two\n,three\n\n# four\n${A},five\nnot an address\n${A}2,six,too,many\n`;
    const { candidates, problems } = parseUrlList(text);
    expect(candidates.map(({ title }) => title)).toEqual(['one', 'six']);
    expect(problems).toEqual([
      { line: 3, message: 'expected an http or https address, got "file:///etc/passwd"' },
      { line: 4, message: 'expected an http or https address, got ""' },
      { line: 7, message: 'the address stands in line 2 already' },
      { line: 8, message: 'expected an http or https address, got "not an address"' },
    ]);
  });

  it('reads quotation marks that are none, and tells of one that never ends', () => {
    expect(parseUrlList(`url,title\n${A},a 5" screen\n`).candidates[0]?.title).toBe('a 5" screen');
    const { candidates, problems } = parseUrlList(`url,title\n${A},one\n${B2},"two\n${A}3,three\n`);
    expect(candidates.map(({ title }) => title)).toEqual(['one']);
    expect(problems).toEqual([
      {
        line: 3,
        message: expect.stringMatching(/quotation mark is not closed/),
      },
    ]);
  });

  it.each(['picture,title\nx,y\n', 'hello world', 'title;creator'])(
    'refuses %j, which is no list',
    (text) => {
      expect(() => parseUrlList(`# list\n${text}`, 'pictures.csv')).toThrow(
        expect.objectContaining({
          code: 'ANNOTATION_PARSE_FAILED',
          message: expect.stringMatching(/^pictures\.csv:2: expected one address a line/),
        }),
      );
    },
  );

  it('accounts for every line', () => {
    const line = fc.oneof(
      fc.constantFrom('https://a.example/', 'x', 'http://', '//a', 'ftp://a.example/1'),
      fc.nat(5).map((n) => `https://a.example/${n}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { candidates, problems } = parseUrlList([A, ...lines].join('\n'));
        expect(candidates.length + problems.length).toBe(lines.length + 1);
      }),
    );
  });
});

describe('createUrlListSource', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maskpred-list-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  it('reads a file by path and by file address', async () => {
    const list = await fileOf('list.txt', `${A}\nnope\n`);
    for (const place of [list, pathToFileURL(list)]) {
      const { candidates, problems } = await searchAll(createUrlListSource({ http, list: place }), '');
      expect(candidates).toHaveLength(1);
      expect(problems).toEqual([
        { source: 'list', where: `${String(place)}:2`, message: expect.any(String) },
      ]);
    }
  });

  it('reads what spreadsheets write', async () => {
    const text = `\uFEFFurl;title\r\n${A};Käse\r\n`;
    const utf16 = await fileOf('utf16.csv', Buffer.from(text, 'utf16le'));
    const utf8 = await fileOf('utf8.csv', text);
    for (const list of [utf16, utf8]) {
      const { candidates } = await searchAll(createUrlListSource({ http, list }), '');
      expect(candidates[0]?.title).toBe('Käse');
    }
  });

  it('says what is wrong with a file', async () => {
    const latin1 = await fileOf('latin1.csv', Buffer.from(`url;title\n${A};Käse\n`, 'latin1'));
    const search = (list: string) => searchAll(createUrlListSource({ http, list }), '');
    await expect(search(latin1)).rejects.toMatchObject({
      code: 'ANNOTATION_PARSE_FAILED',
      message: expect.stringContaining('Save it as UTF-8'),
    });
    await expect(search(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(search(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(search('https://lists.example/none.csv')).rejects.toMatchObject({ code: 'HTTP_FAILED' });
  });

  it('gives each picture its label', async () => {
    const list = await fileOf('labels.csv', `url,label\n${A},mask\n${B.replace(',', '')},\n`);
    const { candidates } = await searchAll(createUrlListSource({ http, list }), '');
    expect(candidates.map(({ labelHint }) => labelHint)).toEqual(['mask', undefined]);
  });
});
