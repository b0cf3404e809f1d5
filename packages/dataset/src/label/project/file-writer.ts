import { MaskpredError, messageOf } from '@maskpred/core';
import type { FilesState } from '../protocol.js';
import type { FileKeeper } from './core.js';
import type { Exclusive } from './lock.js';

export interface FileWriterOptions {
  readonly keeper: () => FileKeeper;
  readonly exclusive: Exclusive;
  readonly onState: (files: FilesState) => void;
}

/** Writes what was decided into the files, a little later and many at once. */
export interface FileWriter {
  readonly state: FilesState;
  /** There is something to write. */
  schedule(): void;
  /** Says that writing is not possible, for a reason that was found elsewhere. */
  fail(error: unknown): void;
  /** Writes everything now. @throws {MaskpredError} WRITE_FAILED when something could not be written. */
  flush(): Promise<void>;
  close(): void;
}

/** Long enough for a few decisions to go out together, short enough for another program to see them; ms. */
const DELAY_MS = 400;
/** A file of all pictures takes long to write: it is written this many times as long apart. */
const REST = 10;
/** A full disk does not empty itself at once, ms. */
const RETRY_MS = 5000;

export function createFileWriter({ keeper, exclusive, onState }: FileWriterOptions): FileWriter {
  let error: FilesState['error'] = null;
  let timer: NodeJS.Timeout | undefined;
  let lastMs = 0;
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();
  const state = (): FilesState => ({ pending: keeper().pending, error });

  const writeAll = async () => {
    const startedAt = performance.now();
    for (let before = Infinity; keeper().pending > 0 && keeper().pending < before;) {
      before = keeper().pending;
      await exclusive(() => keeper().write());
    }
    lastMs = performance.now() - startedAt;
  };
  const run = async (): Promise<Error | undefined> => {
    let thrown: Error | undefined;
    try {
      await writeAll();
      error = null;
    } catch (caught) {
      thrown = caught as Error;
      error = errorOf(caught);
    }
    onState(state());
    return thrown;
  };
  const start = (delay: number) => {
    if (isClosed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      running = run().then((thrown) => {
        if (thrown !== undefined) start(RETRY_MS);
      });
    }, delay);
  };

  return {
    get state() {
      return state();
    },
    schedule: () => start(Math.max(DELAY_MS, lastMs * REST)),
    fail(caught) {
      error = errorOf(caught);
      onState(state());
    },
    async flush() {
      clearTimeout(timer);
      timer = undefined;
      await running;
      const thrown = await run();
      if (thrown !== undefined) throw thrown;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function errorOf(error: unknown): FilesState['error'] {
  return { code: MaskpredError.isInstance(error) ? error.code : 'UNEXPECTED', message: messageOf(error) };
}
