/** How the learning rate runs over the steps: falling to 0 along half a cosine (Loshchilov & Hutter 2016), or as it is. */
export type Schedule = 'cosine' | 'constant';

/**
 * The learning rate of a step.
 * @param peak - the highest rate.
 * @param progress - share of all steps that are done, 0 to 1.
 * @param warmUp - share of all steps over which the rate rises from 0 in a line, 0 to 1. Adam's first steps are as long as
 * its rate allows, whatever the gradients, and would throw good weights about.
 */
export function learningRateAt(peak: number, progress: number, schedule: Schedule, warmUp: number): number {
  if (progress < warmUp) return (peak * progress) / warmUp;
  if (schedule === 'constant') return peak;
  return (peak * (1 + Math.cos((Math.PI * (progress - warmUp)) / (1 - warmUp)))) / 2;
}
