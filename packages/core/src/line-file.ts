import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asWriting } from './write-failed.js';

/** A text file that only grows, by whole lines. Every method throws WRITE_FAILED. */
export interface LineFile {
  /**
   * Hands lines (line breaks included) to the system: they outlive this process from then on. When it throws, nothing of
   * them is in the file: what a full disk has cut short is taken back, and the next line does not run on from it.
   */
  append(text: string): Promise<void>;
  /** Puts what was appended on the disk: it outlives the machine's power from then on. */
  sync(): Promise<void>;
  /** Syncs and closes. */
  close(): Promise<void>;
}

/**
 * A file of lines, opened to go on after its first bytes; it is made, with its folder, when it is not there.
 * @param wholeLength - bytes; what follows, a line that was cut short, is removed.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function openLineFile(path: string, wholeLength = 0): Promise<LineFile> {
  const guard = <T>(work: () => Promise<T>) => asWriting(path, work);
  await guard(() => mkdir(dirname(path), { recursive: true }));
  const handle = await guard(() => open(path, 'a'));
  let length = wholeLength;
  const cut = () => handle.truncate(length);
  await guard(async () => {
    if ((await handle.stat()).size > wholeLength) await cut();
  }).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  let isTorn = false;
  let waiting: { text: string; done: () => void; fail: (error: unknown) => void }[] = [];
  let writing: Promise<void> | undefined;
  const writeLines = async (text: string) => {
    if (isTorn) await cut();
    isTorn = true;
    try {
      await handle.appendFile(text);
      length += Buffer.byteLength(text);
      isTorn = false;
    } catch (error) {
      await cut().then(
        () => (isTorn = false),
        () => undefined, // tried again before the next lines
      );
      throw error;
    }
  };
  /** What was appended while a write was under way goes out with the next one. */
  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await guard(() => writeLines(batch.map(({ text }) => text).join(''))).then(
        () => batch.forEach(({ done }) => done()),
        (error: unknown) => batch.forEach(({ fail }) => fail(error)),
      );
    }
    writing = undefined;
  };
  return {
    append: (text) =>
      new Promise((done, fail) => {
        waiting.push({ text, done, fail });
        writing ??= drain();
      }),
    sync: () => guard(() => handle.datasync()),
    async close() {
      await writing;
      try {
        await guard(() => handle.sync());
      } finally {
        await handle.close();
      }
    },
  };
}
