import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOptions, MaskpredError, Provenance } from '@maskpred/core';
import { formatManifestEntry, parseManifest } from '@maskpred/core/manifest';
import { asWriting, lockFolder, openLineFile, writeFileAtomic } from '@maskpred/core/node';
import type { PreparedPicture } from '../picture/prepare-picture.js';
import { createDuplicateIndex, type DuplicateIndex } from './duplicates.js';
import {
  type FailedRecord,
  type FetchedRecord,
  formatJournalRecord,
  type JournalRecord,
  parseJournal,
  type SkippedRecord,
} from './journal.js';
import { readText } from './read-text.js';

/** The file of a crawl's folder that says where its pictures come from. */
export const MANIFEST_FILE = 'manifest.jsonl';
/** The folder, below a crawl's, of what the crawler keeps for itself. */
export const STATE_FOLDER = '.crawl';

export interface OpenStoreOptions extends CallOptions {
  /** Waits for another crawl in the folder to end. @default false */
  readonly wait?: boolean;
  /** Another process took the folder. */
  readonly onLost: (error: MaskpredError) => void;
}

/** What is on disk of a crawl. A picture counts once its line is in the manifest, and its file is there before. */
export interface CrawlStore {
  /** Of the stored pictures, in order. */
  readonly entries: readonly Provenance[];
  /** The pictures of earlier runs; who decides to store another one adds it. */
  readonly duplicates: DuplicateIndex;
  /** What earlier runs made of an address; undefined for a new one. */
  find(url: string): 'saved' | FetchedRecord | SkippedRecord | FailedRecord | undefined;
  /** Keeps a picture that was fetched until it is decided on. */
  keep(url: string, picture: PreparedPicture): Promise<FetchedRecord>;
  /** Notes that an address brought nothing. */
  note(record: SkippedRecord | FailedRecord): Promise<void>;
  /** Stores pictures that were kept, in order. */
  commit(pictures: readonly StorePicture[]): Promise<void>;
  /** Removes a picture that was kept and is not wanted. */
  discard(record: FetchedRecord): Promise<void>;
  /** @param isComplete - whether the crawl came to its end, so that nothing that was kept is waited for. */
  close(isComplete: boolean): Promise<void>;
}

export interface StorePicture {
  readonly record: FetchedRecord;
  readonly provenance: Provenance;
}

/**
 * Opens a crawl's folder for this process alone, creating it, and puts right what a crash left: lines that were cut short
 * are removed, pictures without their line wait to be decided on again.
 *
 * @throws {MaskpredError} FOLDER_LOCKED, WRITE_FAILED; ANNOTATION_PARSE_FAILED when the manifest holds something else.
 */
export async function openCrawlStore(out: string, options: OpenStoreOptions): Promise<CrawlStore> {
  const state = join(out, STATE_FOLDER);
  const waiting = join(state, 'incoming');
  const lock = await lockFolder(state, options);
  try {
    await asWriting(waiting, () => mkdir(waiting, { recursive: true }));
    const manifestPath = join(out, MANIFEST_FILE);
    const journalPath = join(state, 'journal.jsonl');
    const { entries, wholeLength } = parseManifest(await readText(manifestPath), manifestPath);
    const journal = parseJournal(await readText(journalPath));
    const saved = new Set(entries.map(({ url }) => url));
    const records = new Map([...journal.records].filter(([url]) => !saved.has(url)));
    await recover(out, waiting, records, new Set(entries.map(({ fileName }) => fileName)));
    const manifest = await openLineFile(manifestPath, wholeLength);
    const log = await openLineFile(journalPath, journal.wholeLength);
    const stored = [...entries];
    const duplicates = createDuplicateIndex();
    for (const entry of entries) duplicates.add(entry);

    return {
      entries: stored,
      duplicates,
      find: (url) => (saved.has(url) ? 'saved' : records.get(url)),
      async keep(url, { bytes, ...picture }) {
        const file = randomUUID();
        const retrievedAt = new Date().toISOString();
        const { extension, ...facts } = picture;
        await writeFileAtomic(join(waiting, file), bytes);
        const record = {
          type: 'fetched',
          url,
          file,
          ...facts,
          byteLength: bytes.length,
          extension: extension as FetchedRecord['extension'],
          retrievedAt,
        } as const;
        await log.append(formatJournalRecord(record));
        return record;
      },
      note: (record) => log.append(formatJournalRecord(record)),
      async commit(pictures) {
        await log.sync(); // so that a file without its line is always known from the journal
        for (const { record, provenance } of pictures) {
          await move(join(waiting, record.file), join(out, provenance.fileName));
        }
        await asWriting(out, () => syncFolder(out));
        await manifest.append(pictures.map(({ provenance }) => formatManifestEntry(provenance)).join(''));
        await manifest.sync();
        for (const { provenance } of pictures) {
          saved.add(provenance.url);
          stored.push(provenance);
        }
      },
      discard: ({ file }) => rm(join(waiting, file), { force: true }),
      async close(isComplete) {
        try {
          await manifest.close();
          await log.close();
          if (isComplete) await rm(waiting, { recursive: true, force: true });
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Makes `incoming` hold exactly the pictures that the journal knows to wait, and the folder only pictures with a line. */
async function recover(
  out: string,
  waiting: string,
  records: Map<string, JournalRecord>,
  fileNames: ReadonlySet<string>,
): Promise<void> {
  const present = new Set(await readdir(waiting));
  const outside = new Set(await readdir(out));
  for (const [url, record] of records) {
    if (record.type !== 'fetched') continue;
    const { file, sha256, extension } = record;
    const fileName = `${sha256}.${extension}`;
    if (present.delete(file)) continue;
    // it was moved out, and the crash came before its line was written
    if (outside.has(fileName) && !fileNames.has(fileName)) {
      await move(join(out, fileName), join(waiting, file));
      outside.delete(fileName);
    } else {
      records.delete(url);
    }
  }
  for (const name of present) await rm(join(waiting, name), { recursive: true, force: true });
}

async function move(from: string, to: string): Promise<void> {
  await asWriting(to, () => rename(from, to));
}

/** Makes renames durable. Windows has no such call, and needs none on NTFS. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
