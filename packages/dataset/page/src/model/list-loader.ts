import { MAX_LIMIT } from '../../../src/label/protocol.js';
import { ApiError } from '../api/http.js';
import type { LabelServer } from '../api/server.js';
import { withListPart } from './pictures.js';
import type { PageState } from './state.js';
import type { Store } from './store.js';

/** Fills the list of pictures. */
export interface ListLoader {
  /** The beginning of the list, which is what is seen first. */
  loadFirst(): Promise<void>;
  /** All of the list, part by part. */
  load(): Promise<void>;
  /** The parts in which the server had not read some pictures; not too often unless it is done reading. */
  readAgain(isDone: boolean): Promise<void>;
}

/** Entries that are seen before one scrolls, and some more. */
const FIRST_LIMIT = 100;
const READ_AGAIN_MS = 1500;

export function createListLoader(store: Store<PageState>, server: LabelServer): ListLoader {
  let lastRead = 0;
  let loading: Promise<void> | undefined;

  const loadPart = async (offset: number, limit: number) => {
    const { items, total } = await server.pictures(offset, limit);
    store.update((page) => withListPart(page, offset, items));
    return total;
  };

  const loadParts = async (isWanted: (offset: number) => boolean) => {
    try {
      let total = 1;
      for (let offset = 0; offset < total; offset += MAX_LIMIT) {
        total = isWanted(offset) ? await loadPart(offset, MAX_LIMIT) : store.get().list.length;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The connection is lost, which is said already; all is asked for again after that.
    }
  };

  const hasUnread = (offset: number) =>
    store
      .get()
      .list.slice(offset, offset + MAX_LIMIT)
      .some(({ phase }) => phase === 'unread');

  return {
    async loadFirst() {
      await loadPart(0, FIRST_LIMIT);
    },
    load: () => (loading ??= loadParts(() => true).finally(() => (loading = undefined))),
    async readAgain(isDone) {
      const now = Date.now();
      if (!isDone && (loading || now - lastRead < READ_AGAIN_MS)) return;
      lastRead = now;
      await loading;
      await loadParts(hasUnread);
    },
  };
}
