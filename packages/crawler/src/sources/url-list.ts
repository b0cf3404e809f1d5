import { readFile, stat } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import type { HttpClient } from '../http/client.js';
import type { ImageCandidate, ImageSource } from '../source.js';
import { readSearchRequest, type SearchRequest } from './search-request.js';
import { takeNew } from './take-new.js';
import { parseUrlList } from './url-list-rows.js';
import { httpUrl } from './values.js';

export interface UrlListSourceOptions {
  /** Fetches a list that is not a file. */
  readonly http: HttpClient;
  /** A file, or an http or https address: addresses line by line, or CSV. */
  readonly list: string | URL;
}

/** Bytes of a list: some 500,000 addresses. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/**
 * A source that reads a list of addresses, or a CSV with the columns url, pageUrl, title, creator, creatorUrl, license,
 * licenseUrl, attribution, restrictions, label, width and height, of which only `url` has to be there. The query is not
 * used. Licences are `claimed`. Filters: none. Lines that cannot be used are told to `onProblem` with file and line.
 *
 * Searching throws FILE_NOT_FOUND, FILE_UNREADABLE, ANNOTATION_PARSE_FAILED for what is no list, and what `http.get` throws.
 * @example
 * const source = createUrlListSource({ http, list: 'pictures.csv' });
 * const onProblem = ({ where, message }) => console.warn(`${where}: ${message}`); // pictures.csv:7: expected an http …
 * for await (const { url, license } of source.search('', { onProblem })) console.log(url, license.id);
 */
export function createUrlListSource({ http, list }: UrlListSourceOptions): ImageSource {
  async function* readPages({ signal, report }: SearchRequest): AsyncGenerator<readonly ImageCandidate[]> {
    const address = httpUrl(String(list));
    const file = address ?? String(list);
    const bytes = address === undefined ? await readListFile(list) : await fetchList(http, address, signal);
    const { candidates, problems } = parseUrlList(decode(bytes, file), file);
    for (const { line, message } of problems) report(`${file}:${line}`, message);
    yield candidates;
  }

  const source: ImageSource = {
    name: 'list',
    filters: [],
    async *search(query, searchOptions) {
      const request = readSearchRequest(source, query, searchOptions, { usesQuery: false });
      yield* takeNew(readPages(request), request);
    },
  };
  return source;
}

async function fetchList(
  http: HttpClient,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  return (await http.get(url, { maxBytes: MAX_LIST_BYTES, ...(signal ? { signal } : {}) })).body;
}

async function readListFile(file: string | URL): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MAX_LIST_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_LIST_BYTES}`);
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MaskpredError('FILE_NOT_FOUND', `list: ${String(file)}: there is no such file.`, {
        cause: error,
      });
    }
    throw new MaskpredError('FILE_UNREADABLE', `list: ${String(file)}: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** UTF-8, or UTF-16 with its mark, as spreadsheets write it. */
function decode(bytes: Uint8Array, file: string): string {
  const encoding = { '255,254': 'utf-16le', '254,255': 'utf-16be' }[bytes.slice(0, 2).join()] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const message = `${file}: expected text in UTF-8 or UTF-16, got other bytes. Save it as UTF-8.`;
    throw new MaskpredError('ANNOTATION_PARSE_FAILED', message, { cause: error });
  }
}
