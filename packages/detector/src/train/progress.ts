import type { EpochRecord } from '@maskpred/core';
import type { SceneProblem } from './training-scene.js';

/** What a training reports as it goes. */
export type TrainProgress =
  | { readonly type: 'scene-checked'; readonly done: number; readonly total: number }
  | { readonly type: 'scene-problem'; readonly problem: SceneProblem }
  /** What the frozen layers make of one more view is in the cache. */
  | { readonly type: 'view-cached'; readonly phase: string; readonly done: number; readonly total: number }
  /** All views of a phase are; `bytes` on disk, 0 in memory. */
  | { readonly type: 'cache-ready'; readonly phase: string; readonly views: number; readonly bytes: number }
  /** Training goes on from what an earlier run left; `epoch` from 0 is the next one of the phase. */
  | { readonly type: 'resumed'; readonly phase: string; readonly epoch: number }
  /** A checkpoint is there, but of other scenes or options, or damaged. */
  | { readonly type: 'checkpoint-ignored'; readonly phase: string; readonly reason: 'other' | 'damaged' }
  | ({ readonly type: 'epoch-ended'; readonly epochs: number; readonly isBest: boolean } & EpochRecord)
  /** `stopSignal` has ended training; what was trained so far is finished. */
  | { readonly type: 'stopping' }
  | { readonly type: 'scene-calibrated'; readonly done: number; readonly total: number }
  | { readonly type: 'scene-measured'; readonly done: number; readonly total: number };
