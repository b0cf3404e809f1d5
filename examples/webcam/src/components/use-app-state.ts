import { useSyncExternalStore } from 'react';
import type { App } from '../model/app.js';
import type { AppState } from '../model/state.js';

/** The state of the app; the component renders again when it changes. */
export function useAppState(app: App): AppState {
  return useSyncExternalStore(app.state.subscribe, app.state.get);
}
