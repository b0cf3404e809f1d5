export {
  evaluateScenes,
  type EvaluateScenesOptions,
  listSceneFindings,
  type ListSceneFindingsOptions,
  type ScenePredictions,
} from './evaluate-scenes.js';
export type { LabelledScene } from '@maskpred/detector/evaluation';
