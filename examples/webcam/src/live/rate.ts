import type { StepTimes } from '../inference/protocol.js';

/** What one analysed frame cost, milliseconds. */
export interface FrameCost extends StepTimes {
  /** When the answer arrived. */
  readonly at: number;
  /** From taking the frame to its answer. */
  readonly total: number;
  /** Copying the frame out of the video, on the page's own thread. */
  readonly grab: number;
}

/** Averages over the last {@link WINDOW_MS}. */
export interface Rate {
  readonly framesPerSecond: number;
  /** Mean milliseconds a frame. */
  readonly steps: Readonly<Record<'grab' | 'read' | 'detect' | 'classify' | 'other', number>>;
  /** Mean milliseconds from taking a frame to its answer. */
  readonly total: number;
}

/** Milliseconds over which is averaged: steady enough to read, quick enough to follow a change of engine. */
export const WINDOW_MS = 3000;

/** The costs that still count at a time, and the new one. */
export function addCost(costs: readonly FrameCost[], cost: FrameCost): readonly FrameCost[] {
  return [...costs.filter(({ at }) => at > cost.at - WINDOW_MS), cost];
}

/** The averages, or undefined before the second frame. */
export function rateOf(costs: readonly FrameCost[]): Rate | undefined {
  if (costs.length < 2) return undefined;
  const span = costs.at(-1)!.at - costs[0]!.at;
  const mean = (read: (cost: FrameCost) => number) =>
    costs.reduce((sum, cost) => sum + read(cost), 0) / costs.length;
  const steps = {
    grab: mean(({ grab }) => grab),
    read: mean(({ read }) => read),
    detect: mean(({ detect }) => detect),
    classify: mean(({ classify }) => classify),
  };
  const total = mean((cost) => cost.total);
  const known = steps.grab + steps.read + steps.detect + steps.classify;
  return {
    framesPerSecond: span > 0 ? ((costs.length - 1) * 1000) / span : 0,
    steps: { ...steps, other: Math.max(0, total - known) },
    total,
  };
}
