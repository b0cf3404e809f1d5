import {
  DETECTOR_CHOICES,
  type DetectorChoice,
  ENGINE_CHOICES,
  type EngineChoice,
} from './inference/protocol.js';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export const SNAPSHOT_FORMATS = ['png', 'jpeg'] as const;

/** What a person may change, and what is remembered. */
export interface Settings {
  readonly detector: DetectorChoice;
  readonly engine: EngineChoice;
  /** Faces below this score of the detector are left out, 0 to 1. */
  readonly minScore: number;
  readonly isMirrored: boolean;
  readonly hasSound: boolean;
  readonly hasShortcuts: boolean;
  readonly snapshotFormat: (typeof SNAPSHOT_FORMATS)[number];
  readonly appearance: (typeof APPEARANCES)[number];
  /** Of the camera chosen last; empty for the browser's choice. */
  readonly cameraId: string;
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  detector: 'ssd-fast',
  engine: 'auto',
  minScore: 0.5,
  isMirrored: true,
  hasSound: false,
  hasShortcuts: true,
  snapshotFormat: 'png',
  appearance: 'system',
  cameraId: '',
} as const);

/** Bounds of `minScore` on its slider. */
export const MIN_SCORE_RANGE = Object.freeze({ min: 0.1, max: 0.9, step: 0.05 });

const KEY = 'maskpred-settings';

/** Where settings are kept: `localStorage`, or nowhere when the browser has none or it is full. */
export type SettingsStorage = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * The settings that were kept, with the default for each one that is missing or makes no sense (of an older version of
 * the app, or edited by hand).
 */
export function loadSettings(storage: SettingsStorage | undefined): Settings {
  return { ...DEFAULT_SETTINGS, ...parseSettings(read(storage)) };
}

/** Keeps the settings; where that fails they last until the page is closed. */
export function saveSettings(settings: Settings, storage: SettingsStorage | undefined): void {
  try {
    storage?.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage is full or forbidden. The app does not depend on it.
  }
}

function read(storage: SettingsStorage | undefined): unknown {
  try {
    return JSON.parse(storage?.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

function parseSettings(value: unknown): Partial<Settings> {
  if (typeof value !== 'object' || value === null) return {};
  const kept = value as Record<string, unknown>;
  const isOneOf = (choices: readonly unknown[]) => (entry: unknown) => choices.includes(entry);
  const isBoolean = (entry: unknown) => typeof entry === 'boolean';
  const rules: Record<keyof Settings, (entry: unknown) => boolean> = {
    detector: isOneOf(DETECTOR_CHOICES),
    engine: isOneOf(ENGINE_CHOICES),
    minScore: (entry) =>
      typeof entry === 'number' && entry >= MIN_SCORE_RANGE.min && entry <= MIN_SCORE_RANGE.max,
    isMirrored: isBoolean,
    hasSound: isBoolean,
    hasShortcuts: isBoolean,
    snapshotFormat: isOneOf(SNAPSHOT_FORMATS),
    appearance: isOneOf(APPEARANCES),
    cameraId: (entry) => typeof entry === 'string',
  };
  const valid = Object.entries(rules).filter(([name, rule]) => rule(kept[name]));
  return Object.fromEntries(valid.map(([name]) => [name, kept[name]]));
}
