import type { Box, Size } from '@maskpred/core';
import { createStore, type Store } from '../model/store.js';
import { fitBox, fitPicture, pan, type Point, revealBox, type Viewport, zoomAt } from './viewport.js';

/** How the picture lies on the stage. */
export interface StageState {
  readonly stage: Size;
  /** Pixels of the picture that is shown. */
  readonly picture: Size;
  readonly view: Viewport;
  /** `fit`: all of it; `face`: the current box is followed; `free`: as the person put it. */
  readonly mode: 'fit' | 'face' | 'free';
  /** 1: as it is. */
  readonly brightness: number;
}

/** What keys, the wheel and buttons do with the view. */
export interface StageControl {
  readonly store: Store<StageState>;
  setStage(size: Size): void;
  /** Another picture is shown, from now on followed by the box that is current in it. */
  setPicture(size: Size, box: Box | undefined): void;
  /** Another box is current. */
  follow(box: Box | undefined): void;
  fit(): void;
  /** To the box and, from there, back to the whole picture. */
  toggleFace(box: Box | undefined): void;
  /** Around a point of the stage, or its middle. */
  zoom(factor: number, centre?: Point): void;
  pan(dx: number, dy: number): void;
  setBrightness(brightness: number): void;
  /** The next of a few brightnesses. */
  stepBrightness(): void;
}

/** One press of + or one notch of the wheel. */
export const ZOOM_STEP = 1.25;
export const BRIGHTNESS = Object.freeze({ least: 0.4, most: 3, steps: [1, 1.5, 2.2, 0.6] });

const NO_SIZE: Size = { width: 1, height: 1 };

export function createStageControl(): StageControl {
  const store = createStore<StageState>({
    stage: NO_SIZE,
    picture: NO_SIZE,
    view: { scale: 1, x: 0, y: 0 },
    mode: 'fit',
    brightness: 1,
  });
  const fitted = (state: StageState): StageState => ({
    ...state,
    mode: 'fit',
    view: fitPicture(state.picture, state.stage),
  });
  const faced = (state: StageState, box: Box): StageState => ({
    ...state,
    mode: 'face',
    view: fitBox(box, state.picture, state.stage),
  });
  const follow = (state: StageState, box: Box | undefined): StageState => {
    if (!box || state.mode === 'fit') return state;
    if (state.mode === 'face') return faced(state, box);
    return { ...state, view: revealBox(state.view, box, state.picture, state.stage) };
  };

  return {
    store,
    setStage: (stage) =>
      store.update((state) => {
        const next = { ...state, stage };
        return state.mode === 'fit' ? fitted(next) : next;
      }),
    setPicture: (picture, box) =>
      store.update((state) => {
        const next = { ...state, picture };
        return state.mode === 'face' && box
          ? faced(next, box)
          : { ...fitted(next), mode: state.mode === 'face' ? 'face' : 'fit' };
      }),
    follow: (box) => store.update((state) => follow(state, box)),
    fit: () => store.update(fitted),
    toggleFace: (box) =>
      store.update((state) => (state.mode === 'face' || !box ? fitted(state) : faced(state, box))),
    zoom: (factor, centre) =>
      store.update((state) => {
        const { view, picture, stage } = state;
        const middle = { x: stage.width / 2, y: stage.height / 2 };
        return { ...state, mode: 'free', view: zoomAt(view, factor, centre ?? middle, picture, stage) };
      }),
    pan: (dx, dy) =>
      store.update((state) => ({
        ...state,
        mode: 'free',
        view: pan(state.view, dx, dy, state.picture, state.stage),
      })),
    setBrightness: (brightness) => store.update((state) => ({ ...state, brightness })),
    stepBrightness: () =>
      store.update((state) => {
        const at = BRIGHTNESS.steps.indexOf(state.brightness);
        return { ...state, brightness: BRIGHTNESS.steps[(at + 1) % BRIGHTNESS.steps.length]! };
      }),
  };
}
