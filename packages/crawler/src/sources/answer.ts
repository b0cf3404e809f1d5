import type * as z from 'zod';
import type { HttpClient, HttpResponse } from '../http/client.js';
import { HttpError } from '../http/http-error.js';
import type { SearchRequest } from './search-request.js';
import { SourceChangedError } from './source-changed-error.js';

/** Bytes of one page of results: theirs have under 500 KB. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface JsonAnswer {
  readonly url: string;
  readonly data: unknown;
  readonly headers: HttpResponse['headers'];
}

/**
 * What an API answers, as JSON.
 * @throws {MaskpredError} HTTP_FAILED, also for an answer that is none of JSON: a cut one, or a page of a proxy; what
 * `http.get` throws.
 */
export async function getJson(
  http: HttpClient,
  url: URL,
  {
    source,
    signal,
    headers = {},
  }: {
    readonly source: string;
    readonly signal: AbortSignal | undefined;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<JsonAnswer> {
  const response = await http.get(url.href, {
    headers: { accept: 'application/json', ...headers },
    maxBytes: MAX_ANSWER_BYTES,
    ...(signal ? { signal } : {}),
  });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(response.body);
    return { url: response.url, data: JSON.parse(text) as unknown, headers: response.headers };
  } catch (error) {
    const type = response.headers['content-type'] ?? 'no content type';
    throw new HttpError(
      'HTTP_FAILED',
      `${source}: ${response.url}: expected JSON, got ${type} that is none. Something stands before the service, or the ` +
        'answer was cut. Try again later.',
      { url: response.url, status: response.status, isRetryable: true, cause: error },
    );
  }
}

/**
 * The value in the shape of the schema.
 * @throws {MaskpredError} SOURCE_CHANGED naming the field that is not as it was.
 */
export function expectShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { source, url }: { readonly source: string; readonly url: string },
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SourceChangedError({ source, url, ...firstIssue(result.error), cause: result.error });
}

/**
 * The results that have the shape of the schema. One that has not is reported and passed over.
 * @param field - where they stand in the answer: `results[]`.
 * @throws {MaskpredError} SOURCE_CHANGED when none of them has it: then it is not the result that is wrong.
 */
export function readResults<T>(
  schema: z.ZodType<T>,
  values: readonly unknown[],
  {
    source,
    url,
    field,
    report,
  }: {
    readonly source: string;
    readonly url: string;
    readonly field: string;
    readonly report: SearchRequest['report'];
  },
): T[] {
  const read: T[] = [];
  let error: z.ZodError | undefined;
  for (const value of values) {
    const result = schema.safeParse(value);
    if (result.success) {
      read.push(result.data);
      continue;
    }
    error ??= result.error;
    const issue = firstIssue(result.error, field);
    report(url, `${issue.field}: ${issue.problem}`);
  }
  if (error && read.length === 0) {
    throw new SourceChangedError({ source, url, ...firstIssue(error, field), cause: error });
  }
  return read;
}

function firstIssue(error: z.ZodError, prefix = ''): { field: string; problem: string } {
  const { path, message } = error.issues[0]!;
  const names = path.map((part) => (typeof part === 'number' ? '[]' : String(part)));
  const field = [prefix, ...names]
    .filter((part) => part !== '')
    .join('.')
    .replaceAll('.[]', '[]');
  return { field: field || 'the answer', problem: message.replace(/^Invalid input: /, '') };
}

/** The address of an API below its endpoint, which may have a path of its own. */
export function endpointUrl(endpoint: string | URL, path: string): URL {
  const base = new URL(endpoint);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}
