export { confusionOf } from './confusion.js';
export {
  evaluateClassifications,
  type EvaluateClassificationsOptions,
  EVALUATION_DEFAULTS,
} from './evaluate-classifications.js';
export { SIZE_GROUPS } from './group-metrics.js';
