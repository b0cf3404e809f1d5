import type { License } from '@maskpred/core';

/** A picture that a source offers; nothing of it has been fetched. */
export interface ImageCandidate {
  /** Where its bytes are: http or https. */
  readonly url: string;
  /** The page on which it stands. */
  readonly pageUrl?: string;
  readonly title?: string;
  readonly creator?: string;
  readonly creatorUrl?: string;
  readonly license: License;
  /** The credit line that the source asks for. */
  readonly attribution?: string;
  /** What the source warns of, such as `personality`. */
  readonly restrictions?: readonly string[];
  /** Pixels, as the source says; absent where it does not. */
  readonly width?: number;
  readonly height?: number;
  /** The label that a list gives it; stronger than the one that the crawl is made for. */
  readonly labelHint?: string;
}

/** What may be asked of a source. One that cannot tell refuses the filter instead of ignoring it. */
export interface ImageFilters {
  /**
   * Of `LICENSE_KINDS`, without version: `cc0`, `pdm`, `by`, `by-sa`, … It narrows what the service is asked for, as far as
   * its filter is fine enough; a candidate may still carry another licence, so compare with `matchesLicense`.
   */
  readonly licenses?: readonly string[];
  readonly size?: 'small' | 'medium' | 'large';
  readonly type?: 'photo' | 'illustration';
  /** Of the names that the source has: `color`, `bw`, `red`, … */
  readonly color?: string;
  /** Faces or portraits only. */
  readonly people?: 'face' | 'portrait';
  /** Not older than this many days. */
  readonly maxAgeDays?: number;
  /** Two letters, such as `en`. */
  readonly language?: string;
  readonly safeSearch?: 'strict' | 'moderate' | 'off';
}

/** Something that a source could not use and passed over: a malformed result, a bad line of a list, a warning of the service. */
export interface SourceProblem {
  /** Name of the source. */
  readonly source: string;
  /** The address or the file and line. */
  readonly where: string;
  readonly message: string;
}

export interface SearchOptions {
  readonly filters?: ImageFilters;
  /** At most this many candidates. @default all that there are */
  readonly limit?: number;
  /** Told of each result that is passed over, so that none is lost without a trace. */
  readonly onProblem?: (problem: SourceProblem) => void;
  readonly signal?: AbortSignal;
}

/** Searches one service for pictures. Implementations pass the contract suite of `@maskpred/crawler/testing`. */
export interface ImageSource {
  /** Lower case; stands in the manifest. */
  readonly name: string;
  /** The filters that it has; any other one is an INVALID_ARGUMENT before anything is fetched. */
  readonly filters: readonly (keyof ImageFilters)[];
  /**
   * Candidates in the service's order, fetched page by page as they are taken. Ends when the service has no more, or
   * repeats itself.
   */
  search(query: string, options?: SearchOptions): AsyncIterable<ImageCandidate>;
}
