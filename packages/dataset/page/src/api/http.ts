import type { Problem } from '../../../src/label/protocol.js';

/** Why the server did not do what was asked. */
export class ApiError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, message }: Problem['error']) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** An answer that can carry what was asked for although its status is not 200. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

const TIMEOUT_MS = 30_000;
/** With results in them: some commands of a batch were stale (409) or refused (422). */
const WITH_RESULTS = [200, 409, 422];

/**
 * What the server says to a GET.
 * @throws {ApiError} of status 0 when it cannot be reached.
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const { status, body } = await ask<T>(path, signal ? { signal } : {});
  if (status !== 200) throw new ApiError(status, problemOf(body, status));
  return body;
}

/**
 * What the server says to a POST; a status of 409 or 422 with results is an answer.
 * @throws {ApiError} of status 0 when it cannot be reached.
 */
export async function postJson<T>(path: string, body: unknown): Promise<Answer<T>> {
  const answer = await ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const hasResults = WITH_RESULTS.includes(answer.status) && !isProblem(answer.body);
  if (!hasResults) throw new ApiError(answer.status, problemOf(answer.body, answer.status));
  return answer;
}

/** An address of the server with its query; what is undefined is left out. */
export function address(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `${path}?${search.toString()}`;
}

async function ask<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    const response = await fetch(path, { ...init, signal });
    return { status: response.status, body: (await response.json().catch(() => null)) as T };
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, { code: 'OFFLINE', message: 'The labelling server cannot be reached.' });
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'error' in body;
}

function problemOf(body: unknown, status: number): Problem['error'] {
  return isProblem(body) ? body.error : { code: 'UNEXPECTED', message: `The server answered ${status}.` };
}
