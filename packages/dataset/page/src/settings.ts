import { createStore, type Store } from './model/store.js';

/** What a person has chosen; the same for all folders. */
export interface Settings {
  readonly appearance: 'system' | 'light' | 'dark';
  /** Goes to the next picture by itself when every box of one is decided. */
  readonly advances: boolean;
  /** Confirms a picture with the decision on its last box. */
  readonly verifies: boolean;
  /** Shows the labels beside the boxes. */
  readonly showsNames: boolean;
  /** Side of the faces in the grid, CSS pixels. */
  readonly cropSide: number;
}

/** Sides of the faces in the grid that can be chosen, CSS pixels. */
export const CROP_SIDES = Object.freeze([72, 112, 160]);

export const SETTINGS_DEFAULTS: Settings = Object.freeze({
  appearance: 'system',
  advances: true,
  verifies: false,
  showsNames: true,
  cropSide: 112,
});

const KEY = 'maskpred-label-settings';

/** The settings, kept in the browser. */
export function createSettings(): Store<Settings> {
  const store = createStore(readSettings());
  store.subscribe(() => {
    try {
      localStorage.setItem(KEY, JSON.stringify(store.get()));
    } catch {
      // Without storage they last as long as the tab.
    }
  });
  return store;
}

function readSettings(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    const cropSide = CROP_SIDES.includes(kept.cropSide ?? 0) ? kept.cropSide! : SETTINGS_DEFAULTS.cropSide;
    return { ...SETTINGS_DEFAULTS, ...kept, cropSide };
  } catch {
    return SETTINGS_DEFAULTS;
  }
}
