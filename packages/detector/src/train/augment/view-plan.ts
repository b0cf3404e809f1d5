import type { Box, Size } from '@maskpred/core';
import type { Window } from './window.js';

/** What planning needs to know of a scene. */
export interface SceneShape extends Size {
  /** Pixels of the picture. */
  readonly faces: readonly Box[];
}

/** One window of a view. */
export interface ViewPart {
  /** Index of the scene. */
  readonly scene: number;
  readonly window: Window;
  /** The one face that it brings, pixels of its picture, when it lies as a soft oval on the parts before it. */
  readonly pasted?: Box;
}

/** What a view shows, without its pixels: windows of scenes on a canvas, and where the faces are then. */
export interface ViewPlan {
  readonly parts: readonly ViewPart[];
  /** Pixels of the canvas. */
  readonly faces: readonly Box[];
  /** Neither face nor background, pixels of the canvas. */
  readonly ignored: readonly Box[];
  /** Seed of what happens to the pixels; absent for a view as it is in use. */
  readonly seed?: number;
}
