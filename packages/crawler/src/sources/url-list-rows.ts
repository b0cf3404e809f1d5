import { MaskpredError } from '@maskpred/core';
import { parse } from 'csv-parse/sync';
import { normalizeLicense } from '../license.js';
import type { ImageCandidate } from '../source.js';
import { cleanText, compact, httpUrl, sizeOf } from './values.js';

export interface UrlList {
  readonly candidates: readonly ImageCandidate[];
  /** Lines that could not be used, counted from 1. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** The columns that are read, by the names that they may have; case, spaces and `_` do not count. */
const COLUMNS = {
  url: ['url', 'imageurl', 'image', 'src', 'contenturl'],
  pageUrl: ['pageurl', 'page', 'foreignlandingurl', 'landingurl'],
  title: ['title', 'name', 'caption'],
  creator: ['creator', 'author', 'photographer'],
  creatorUrl: ['creatorurl', 'authorurl'],
  license: ['license', 'licence'],
  licenseUrl: ['licenseurl', 'licenceurl'],
  attribution: ['attribution', 'credit'],
  restrictions: ['restrictions'],
  label: ['label', 'labelhint'],
  width: ['width'],
  height: ['height'],
} as const;

type Column = keyof typeof COLUMNS;
type Row = Partial<Record<Column, string>>;

/**
 * The candidates of a list: one address a line, or a CSV whose first line names its columns (comma, semicolon or tab
 * between them). Empty lines and lines that begin with `#` are passed over.
 *
 * @param file - named in messages.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED when the first line is neither an address nor names of columns with a
 * `url` among them.
 * @example
 * parseUrlList('url;license\nhttps://example.org/a.jpg;CC BY 4.0\n').candidates[0]?.license.id; // 'by-4.0'
 */
export function parseUrlList(text: string, file = 'list'): UrlList {
  const content = text.replace(/^\uFEFF/, '');
  const first = firstLine(content);
  if (first === undefined) return { candidates: [], problems: [] };
  const delimiter = [',', ';', '\t'].find((mark) => headerOf(first.text.split(mark)).includes('url'));
  if (delimiter !== undefined) return collect(csvRows(content, delimiter));
  if (httpUrl(first.text.trim()) === undefined) {
    throw new MaskpredError(
      'ANNOTATION_PARSE_FAILED',
      `${file}:${first.line}: expected one address a line, or a CSV whose first line names its columns, "url" among them; ` +
        `got ${JSON.stringify(first.text.slice(0, 100))}.`,
    );
  }
  return collect(plainRows(content));
}

interface Line {
  readonly line: number;
  readonly row?: Row;
  readonly problem?: string;
}

function collect(lines: readonly Line[]): UrlList {
  const candidates = new Map<string, ImageCandidate>();
  const lineOf = new Map<string, number>();
  const problems: { line: number; message: string }[] = [];
  for (const { line, row = {}, problem } of lines) {
    const url = httpUrl(row.url);
    if (problem !== undefined) problems.push({ line, message: problem });
    else if (url === undefined) {
      const message = `expected an http or https address, got ${JSON.stringify(row.url ?? '')}`;
      problems.push({ line, message });
    } else if (lineOf.has(url)) {
      problems.push({ line, message: `the address stands in line ${lineOf.get(url)} already` });
    } else {
      lineOf.set(url, line);
      candidates.set(url, toCandidate(url, row));
    }
  }
  return { candidates: [...candidates.values()], problems };
}

function toCandidate(url: string, row: Row): ImageCandidate {
  const restrictions = row.restrictions?.split(/[|;,]/).flatMap((name) => cleanText(name) ?? []);
  return {
    url,
    license: normalizeLicense(row.license, { url: row.licenseUrl }),
    ...compact({
      pageUrl: httpUrl(row.pageUrl),
      title: cleanText(row.title),
      creator: cleanText(row.creator),
      creatorUrl: httpUrl(row.creatorUrl),
      attribution: cleanText(row.attribution),
      labelHint: cleanText(row.label),
      restrictions: restrictions?.length ? restrictions : undefined,
    }),
    ...sizeOf(row.width, row.height),
  };
}

function firstLine(content: string): { readonly text: string; readonly line: number } | undefined {
  const lines = content.split(/\r\n|\n|\r/);
  const index = lines.findIndex((line) => !isPassedOver(line));
  return index === -1 ? undefined : { text: lines[index]!, line: index + 1 };
}

function isPassedOver(line: string): boolean {
  return /^\s*(?:#|$)/.test(line);
}

function plainRows(content: string): Line[] {
  return content.split(/\r\n|\n|\r/).flatMap((text, i) => {
    return isPassedOver(text) ? [] : [{ line: i + 1, row: { url: text.trim() } }];
  });
}

function csvRows(content: string, delimiter: string): Line[] {
  let problem: string | undefined;
  const records = parse(content, {
    delimiter,
    info: true,
    trim: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    comment: '#',
    comment_no_infix: true,
    // with quotes relaxed, what is left to fail is one that is open to the end
    skip_records_with_error: true,
    on_skip: (error) => void (problem = error?.message ?? 'it is not CSV'),
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const columns = headerOf(records[0]?.record ?? []);
  const lines = records.slice(1).map(({ record, info }): Line => {
    const cells = columns.map((column, i) => [column, record[i]] as const);
    // a record with line breaks in it is told by the last of its lines
    return {
      line: info.lines,
      row: Object.fromEntries(cells.filter(([column, cell]) => column && cell)) as Row,
    };
  });
  if (problem === undefined) return lines;
  const line = (records.at(-1)?.info.lines ?? 0) + 1;
  return [
    ...lines,
    { line, problem: `a quotation mark is not closed, so nothing from here on was read (${problem})` },
  ];
}

function headerOf(cells: readonly string[]): (Column | undefined)[] {
  const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  return names.map((name) => {
    const known = Object.entries(COLUMNS) as [Column, readonly string[]][];
    return known.find(([, spellings]) => spellings.includes(name))?.[0];
  });
}
