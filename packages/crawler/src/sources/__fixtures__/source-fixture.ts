import type { HttpClient } from '../../http/client.js';
import type { ImageCandidate, ImageSource } from '../../source.js';
import type { FixtureAnswer } from './fixture-http.js';

/** A source together with answers of its service that were stored, and what has to be read from them. */
export interface SourceFixture {
  readonly source: string;
  readonly query: string;
  create(http: HttpClient): ImageSource;
  answer(url: URL): FixtureAnswer | undefined;
  readonly expected: readonly ImageCandidate[];
}
