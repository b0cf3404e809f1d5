import { ApiError } from '../api/http.js';
import type { LabelServer } from '../api/server.js';
import type { PageState } from './state.js';
import type { Store } from './store.js';

/** Keeps the figures of progress up to date. */
export interface ProgressWatch {
  /** Asks soon; many calls in a row are one question. */
  ask(): void;
}

const PAUSE_MS = 400;

export function createProgressWatch(store: Store<PageState>, server: LabelServer): ProgressWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = async () => {
    try {
      const progress = await server.progress();
      const { undo, redo, conflicts } = progress;
      store.update((page) => ({ ...page, progress, undo, redo, conflicts }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    timer = undefined;
  };
  return {
    ask() {
      timer ??= setTimeout(() => void refresh(), store.get().progress ? PAUSE_MS : 0);
    },
  };
}
