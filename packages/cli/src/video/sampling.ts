/** Which frames are looked at: so many a second of the video's own time, or each so-manieth. */
export type Sampling = { readonly fps: number } | { readonly every: number };

/** As often as the webcam app looks, which is what the rules of the tracks were measured with. */
export const DEFAULT_SAMPLING: Sampling = Object.freeze({ fps: 10 });

/** Times are decimals: what is this near to the next step, as a share of one, has reached it. */
const TOLERANCE = 0.001;

/**
 * Says of one frame after the other whether it is looked at. With `fps` time is cut into equal steps and the first frame of
 * each is taken, so the mean holds whatever the rate of the video is; a slower video is looked at frame by frame.
 */
export function createSampler(sampling: Sampling): (timestampMs: number) => boolean {
  if ('every' in sampling) {
    let count = 0;
    return () => count++ % sampling.every === 0;
  }
  const stepOf = (timestampMs: number) => Math.floor((timestampMs / 1000) * sampling.fps + TOLERANCE);
  let last: number | undefined;
  return (timestampMs) => {
    const step = stepOf(timestampMs);
    // A step back is a clock that jumped, not a frame too many.
    if (step === last) return false;
    last = step;
    return true;
  };
}

/** {@link createSampler} as a filter of ffmpeg, so that frames nobody looks at are neither converted nor piped. */
export function formatSamplingFilter(sampling: Sampling): string {
  if ('every' in sampling) return `select=not(mod(n\\,${sampling.every}))`;
  const step = (time: string) => `floor(${time}*${sampling.fps}+${TOLERANCE})`;
  return `select=isnan(prev_selected_t)+not(eq(${step('t')}\\,${step('prev_selected_t')}))`;
}
