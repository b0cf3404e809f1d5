import type { Failure, FrameAnswer, PictureAnswer, Running, TrackedPerson } from '../inference/protocol.js';
import { type Counts, type HistoryEntry, NOBODY } from '../live/history.js';
import type { Rate } from '../live/rate.js';
import type { Settings } from '../settings.js';
import type { CameraChoice, CameraProblem } from '../video/camera.js';

/** How the worker is. */
export type InferenceState =
  | { readonly status: 'loading' }
  | ({ readonly status: 'ready' } & Running)
  | { readonly status: 'failed'; readonly failure: Failure };

/** Pictures that were opened, and the one that is shown. */
export interface PicturesState {
  readonly names: readonly string[];
  readonly index: number;
  /** Undefined while it is analysed. */
  readonly result: { readonly answer: PictureAnswer } | { readonly failure: Failure } | undefined;
}

/** What is measured of a running video. */
export interface Figures {
  readonly rate: Rate | undefined;
  readonly frame: Pick<FrameAnswer, 'width' | 'height'>;
  readonly tensors: number;
}

/** Everything that the page shows. */
export interface AppState {
  readonly settings: Settings;
  readonly inference: InferenceState;
  /** Those of the classifier that ran last; before the first, of the one that ships. */
  readonly labels: readonly string[];
  /** The video on the stage. */
  readonly video: 'camera' | 'sample' | undefined;
  readonly isStarting: boolean;
  /** The tab is in the background. */
  readonly isHidden: boolean;
  readonly cameras: readonly CameraChoice[];
  readonly cameraProblem: CameraProblem | undefined;
  /** Pictures take the stage from the video while they are there. */
  readonly pictures: PicturesState | undefined;
  readonly people: readonly TrackedPerson[];
  readonly counts: Counts;
  readonly history: readonly HistoryEntry[];
  readonly figures: Figures | undefined;
  readonly hasFigures: boolean;
  readonly isHelpOpen: boolean;
  /** A passing message. */
  readonly notice: string | undefined;
  readonly hasUpdate: boolean;
  readonly canInstall: boolean;
}

export function initialState(settings: Settings): AppState {
  return {
    settings,
    inference: { status: 'loading' },
    labels: ['mask', 'no-mask'],
    video: undefined,
    isStarting: false,
    isHidden: false,
    cameras: [],
    cameraProblem: undefined,
    pictures: undefined,
    people: [],
    counts: NOBODY,
    history: [],
    figures: undefined,
    hasFigures: false,
    isHelpOpen: false,
    notice: undefined,
    hasUpdate: false,
    canInstall: false,
  };
}
