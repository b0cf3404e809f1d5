import type { RawImage, Size } from '@maskpred/core';
import { createPriors } from '../priors.js';
import { planVariant, planWhole } from './augment/plan-view.js';
import type { ViewPlan } from './augment/view-plan.js';
import { renderView } from './augment/render-view.js';
import { seedOf, sha256 } from './hash.js';
import { matchPriors, type PriorTargets } from './match-priors.js';
import type { CheckedScene } from './training-scene.js';

/**
 * What the network is trained on, pixels: scenes are mostly wider than high, and at a longer side of 512 the network was
 * trained before. Both sides are halved evenly down to a map of 8 x 6.
 */
export const CANVAS: Size = Object.freeze({ width: 512, height: 384 });

/** One look at a scene: as it is (`variant` 0), or altered. */
export interface View {
  /** Names it and all that it depends on. */
  readonly key: string;
  readonly plan: ViewPlan;
  /** What each prior learns from it. */
  targets(): PriorTargets;
  /** `[384, 512, 3]`, RGB in -1 to 1. */
  render(): Promise<Float32Array>;
}

/** The views of the scenes of one part: mosaics are made of scenes of that part only. */
export function createViews(
  scenes: readonly CheckedScene[],
  seed: number,
): (scene: number, variant: number) => View {
  const priors = createPriors(CANVAS);
  const read = (scene: number): Promise<RawImage> => scenes[scene]!.scene.read();
  return (scene, variant) => {
    const plan =
      variant === 0
        ? planWhole(scene, scenes, CANVAS)
        : planVariant(scene, scenes, CANVAS, seedOf(seed, scenes[scene]!.sha256, variant));
    const parts = plan.parts.map(({ scene: i, window, pasted }) => [
      scenes[i]!.sha256,
      window,
      pasted ?? null,
    ]);
    return {
      key: sha256(JSON.stringify([parts, plan.seed ?? null])).slice(0, 32),
      plan,
      targets: () => matchPriors(priors, plan.faces, plan.ignored),
      render: () => renderView(plan, CANVAS, read),
    };
  };
}
