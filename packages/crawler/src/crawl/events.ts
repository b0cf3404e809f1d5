import type { MaskpredError, Provenance } from '@maskpred/core';
import type { ImageSource } from '../source.js';
import type { SkipReason } from '../store/journal.js';

/** Where a candidate came from. */
export interface CandidateOrigin {
  readonly source: string;
  readonly query: string;
  readonly label?: string;
}

/** A picture is in the folder, with its line in the manifest. */
export interface ImageSavedEvent extends CandidateOrigin {
  readonly type: 'image-saved';
  readonly url: string;
  /** Of the stored file: the folder as it was given, and the name. */
  readonly path: string;
  readonly provenance: Provenance;
}

/** A candidate was not taken. */
export interface ImageSkippedEvent extends CandidateOrigin {
  readonly type: 'image-skipped';
  readonly url: string;
  readonly reason: SkipReason;
  /** More about it, for people. */
  readonly detail?: string;
}

/** A candidate could not be had. One whose error is retryable is tried again by the next crawl. */
export interface ImageFailedEvent extends CandidateOrigin {
  readonly type: 'image-failed';
  readonly url: string;
  readonly error: MaskpredError;
}

/** A source has no more for a phrase, or failed; the others go on. */
export interface SourceEndedEvent extends CandidateOrigin {
  readonly type: 'source-ended';
  /** Candidates that it gave. */
  readonly candidates: number;
  /** Why it ended before its time. */
  readonly error?: MaskpredError;
}

/** A source could not use one of its results and passed it over; it is no candidate. */
export interface SourceProblemEvent extends CandidateOrigin {
  readonly type: 'source-problem';
  /** The address, or the file and line. */
  readonly where: string;
  readonly message: string;
}

/**
 * What happens in a crawl. Each candidate of each source brings exactly one of saved, skipped and failed, in the order in
 * which the candidates came.
 */
export type CrawlEvent =
  ImageSavedEvent | ImageSkippedEvent | ImageFailedEvent | SourceEndedEvent | SourceProblemEvent;

/** Where the candidates of a search come from. */
export function originOf({ name }: ImageSource, query: string, label: string | undefined): CandidateOrigin {
  return { source: name, query, ...(label === undefined ? {} : { label }) };
}
