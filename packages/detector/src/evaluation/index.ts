export {
  DETECTION_EVALUATION_DEFAULTS,
  evaluateDetections,
  type EvaluateDetectionsOptions,
  listDetectionFindings,
  type ListFindingsOptions,
} from './evaluate-detections.js';
export { type Match, matchDetections, type Matches, type MatchOptions } from './match-detections.js';
export { joinScenes, type JoinedScene, type LabelledScene, type SceneDetections } from './scenes.js';
