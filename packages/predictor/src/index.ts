export { createMaskPredictor } from './create-mask-predictor.js';
export {
  DEFAULTS,
  type MaskPrediction,
  type MaskPredictor,
  type MaskPredictorOptions,
  NOT_FACE,
} from './predictor.js';
export type { TrackedPerson } from './video/answer.js';
export { createVideoPredictor } from './video/create-video-predictor.js';
export { VIDEO_DEFAULTS, type VideoPredictorOptions } from './video/options.js';
export type { DropReason, PushOptions, VideoAnswer, VideoPredictor } from './video/video-predictor.js';
