import type { FaceItem } from '../../../src/label/protocol.js';
import { MAX_LIMIT } from '../../../src/label/protocol.js';
import { ApiError } from '../api/http.js';
import type { Outbox } from '../api/outbox.js';
import type { LabelServer } from '../api/server.js';
import { TEXTS } from '../texts.js';
import { faceKey, moveCursor } from './faces.js';
import { type FaceFilterState, type PageState, say } from './state.js';
import type { Store } from './store.js';

/** Fills the grid. */
export interface FaceLoader {
  /** Asks for all faces that match, in their order as it is now. The cursor goes to the given face, or the first one. */
  load(filter: FaceFilterState, at?: Pick<FaceItem, 'picture' | 'box'>): Promise<void>;
}

export function createFaceLoader(store: Store<PageState>, server: LabelServer, outbox: () => Outbox): FaceLoader {
  let running: AbortController | undefined;

  const loadAll = async (filter: FaceFilterState, signal: AbortSignal) => {
    const { label, ...rest } = filter;
    const query = { ...rest, ...(label === null ? {} : { label }), limit: MAX_LIMIT };
    const seen = new Set<string>();
    for (let offset = 0, total = 1; offset < total; offset += MAX_LIMIT) {
      await outbox().whenEmpty(); // the answer is to have our own decisions in it
      const page = await server.faces({ ...query, offset }, signal);
      total = page.total;
      const fresh = page.items.filter((face) => !seen.has(faceKey(face)));
      for (const face of fresh) seen.add(faceKey(face));
      if (signal.aborted) return;
      store.update(({ faces, ...others }) => ({
        ...others,
        faces: { ...faces, items: offset === 0 ? fresh : [...faces.items, ...fresh], total },
      }));
    }
  };

  return {
    async load(filter, at) {
      running?.abort();
      const { signal } = (running = new AbortController());
      store.update((page) => ({
        ...page,
        faces: {
          ...page.faces,
          filter,
          items: [],
          total: 0,
          cursor: 0,
          anchor: 0,
          selected: new Set<number>(),
          isLoading: true,
          isOutdated: false,
        },
      }));
      try {
        await loadAll(filter, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        store.update((page) => say(page, TEXTS.notLoaded(error.message), 'bad'));
      }
      if (signal.aborted) return;
      store.update((page) => {
        const faces = { ...page.faces, isLoading: false };
        const place = at ? faces.items.findIndex((face) => faceKey(face) === faceKey(at)) : -1;
        return { ...page, faces: place < 0 ? faces : moveCursor(faces, place, false) };
      });
    },
  };
}
