import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaskpredError, messageOf } from '@maskpred/core';
import { asWriting, writeFailed } from '@maskpred/core/node';
import { formatEntry, type JournalEntry, type JournalHeader, parseEntry, parseHeader } from './entry.js';

/** Where an entry lies in the file: bytes. */
export interface EntryPlace {
  readonly start: number;
  readonly length: number;
}

/** A file that only grows, and keeps what it was given. */
export interface Journal {
  readonly header: JournalHeader;
  /**
   * Puts entries on the disk: when this resolves they outlive the process and the machine's power. All of them or none;
   * calls made at once go to the disk together.
   * @throws {MaskpredError} WRITE_FAILED; DISPOSED after {@link close}.
   */
  append(entries: readonly JournalEntry[]): Promise<readonly EntryPlace[]>;
  /** @throws {MaskpredError} FILE_UNREADABLE. */
  read(place: EntryPlace): Promise<JournalEntry>;
  close(): Promise<void>;
}

export interface OpenJournalOptions {
  /** Of a journal that is not there yet. */
  readonly header: JournalHeader;
  /** Takes each entry that is there, in order. */
  readonly onEntry: (entry: JournalEntry, place: EntryPlace) => void;
}

const LINE_BREAK = 10;

/**
 * Opens the journal of a folder, and makes it where there is none. A last line that a crash or a full disk cut short was
 * never acknowledged and is removed.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with the line when it is something else; WRITE_FAILED; FILE_UNREADABLE.
 */
export async function openJournal(path: string, options: OpenJournalOptions): Promise<Journal> {
  const content = await readExisting(path);
  let length = content.lastIndexOf(LINE_BREAK) + 1;
  const header =
    length > 0 ? readEntries(content.subarray(0, length), path, options.onEntry) : options.header;
  const handle = await asWriting(path, () => openFile(path, length));
  if (length === 0) length = await asWriting(path, () => writeAll(handle, formatEntry(header), 0));

  let isClosed = false;
  let waiting: { text: string; done: (start: number) => void; fail: (error: unknown) => void }[] = [];
  let writing: Promise<void> | undefined;
  /** What arrives while the disk works goes out with the next write. */
  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const start = length;
      try {
        length = await writeAll(handle, batch.map(({ text }) => text).join(''), start);
        let at = start;
        for (const { text, done } of batch) {
          done(at);
          at += Buffer.byteLength(text);
        }
      } catch (error) {
        // The part that did get on the disk was promised to nobody.
        await handle.truncate(start).catch(() => undefined);
        for (const { fail } of batch) fail(writeFailed(path, error));
      }
    }
    writing = undefined;
  };

  return {
    header,
    async append(entries) {
      if (isClosed) throw new MaskpredError('DISPOSED', `${path}: is closed already.`);
      const lines = entries.map(formatEntry);
      const start = await new Promise<number>((done, fail) => {
        waiting.push({ text: lines.join(''), done, fail });
        writing ??= drain();
      });
      let at = start;
      return lines.map((line) => {
        const place = { start: at, length: Buffer.byteLength(line) };
        at += place.length;
        return place;
      });
    },
    async read({ start, length: size }) {
      const buffer = Buffer.alloc(size);
      try {
        await handle.read(buffer, 0, size, start);
      } catch (error) {
        throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
          cause: error,
        });
      }
      return parseEntry(buffer.toString('utf8'), path, 0);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await writing;
      await handle.close();
    },
  };
}

function readEntries(content: Buffer, path: string, onEntry: OpenJournalOptions['onEntry']): JournalHeader {
  let header: JournalHeader | undefined;
  let lineNumber = 0;
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(LINE_BREAK, start);
    const line = content.toString('utf8', start, end);
    lineNumber++;
    if (header) onEntry(parseEntry(line, path, lineNumber), { start, length: end + 1 - start });
    else header = parseHeader(line, path);
    start = end + 1;
  }
  return header!;
}

async function openFile(path: string, wholeLength: number): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, wholeLength > 0 ? 'r+' : 'w+');
  await handle.truncate(wholeLength);
  if (wholeLength === 0) await syncFolder(dirname(path));
  return handle;
}

/** A new file is found again after a crash only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined); // not possible on Windows
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Writes all of the text, syncs, and gives the length of the file. */
async function writeAll(handle: FileHandle, text: string, start: number): Promise<number> {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    // a disk that fills up takes a part and fails with the next
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, start + written);
    written += bytesWritten;
  }
  await handle.datasync();
  return start + bytes.length;
}

async function readExisting(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw new MaskpredError('FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
