export { createMaskPredictor } from './create-mask-predictor.js';
export {
  DEFAULTS,
  type MaskPrediction,
  type MaskPredictor,
  type MaskPredictorOptions,
  NOT_FACE,
} from './predictor.js';
