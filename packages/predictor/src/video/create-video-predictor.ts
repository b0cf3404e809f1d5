import { DEFAULT_PARTS } from '../default-parts.js';
import type { VideoPredictorOptions } from './options.js';
import { createVideoPredictorOf, type VideoPredictor } from './video-predictor.js';

/**
 * A predictor for one video: it follows faces from frame to frame, decides each label from all looks at the face, and
 * drops frames that come while it is busy. Dispose it when done.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an option out of range, MODEL_LOAD_FAILED or ENGINE_UNAVAILABLE when a
 * default part cannot be made.
 * @example
 * const predictor = await createVideoPredictor();
 * const answer = await predictor.push(video, { timestampMs: performance.now() });
 * if (answer.status === 'seen') console.log(answer.people.map(({ id, label }) => `${id}: ${label ?? 'deciding'}`));
 * // [ '1: mask', '2: deciding' ]
 * for (const { box } of predictor.predictAt(performance.now())) draw(box); // as often as the screen is drawn
 */
export function createVideoPredictor<L extends string = string>(
  options: VideoPredictorOptions<L> = {},
): Promise<VideoPredictor<L>> {
  return createVideoPredictorOf(options, DEFAULT_PARTS);
}
