/**
 * What is known of the right to use a picture. `verified`: its own page or the service's record of it names the licence.
 * `claimed`: a search filter, a list or a page says so without more. `unknown`: nobody says anything.
 */
export type LicenseStatus = 'verified' | 'claimed' | 'unknown';

export interface License {
  /** Lower case with version where known: `cc0-1.0`, `by-4.0`, `by-sa-3.0`, `pdm-1.0`; `unknown` when it is not known. */
  readonly id: string;
  /** Its text. */
  readonly url?: string;
  readonly status: LicenseStatus;
}

/** Where a stored picture came from: one line of a crawl's `manifest.jsonl`. */
export interface Provenance {
  /** Name of the image source: `openverse`, `commons`, `bing`, … */
  readonly source: string;
  /** The phrase that was searched for, or what stands in its place. */
  readonly query: string;
  /** The label that the crawl was made for; nobody has looked yet. */
  readonly labelHint?: string;
  /** Where the bytes were fetched. */
  readonly url: string;
  /** The page on which the picture stands. */
  readonly pageUrl?: string;
  readonly title?: string;
  readonly creator?: string;
  readonly creatorUrl?: string;
  readonly license: License;
  /** The credit line that the source asks for, where it gives one. */
  readonly attribution?: string;
  /** What the source warns of, such as `personality`: rights of the people shown. */
  readonly restrictions?: readonly string[];
  /** Of the stored file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Of the bytes as they were fetched, where storing changed them (camera and place data are taken out). */
  readonly sourceSha256?: string;
  /** See `differenceHash`: 16 lower-case hexadecimal digits. */
  readonly dHash: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  /** Pixels of the upright picture. */
  readonly height: number;
  /** Of the stored file. */
  readonly byteLength: number;
  /** ISO 8601 in UTC. */
  readonly retrievedAt: string;
  /** Name of the stored file: `<sha256>.<ext>`, below the folder of the manifest. */
  readonly fileName: string;
}
