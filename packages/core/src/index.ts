export type { Annotation, AnnotatedImage, Dataset } from './annotation.js';
export {
  type Box,
  boxArea,
  clipBox,
  expandBox,
  intersectionArea,
  iou,
  scaleBox,
  shorterSide,
  type Size,
  translateBox,
} from './box.js';
export type { Classification, Classifier, ClassScore } from './classification.js';
export { cropImage, cropRegion } from './crop.js';
export type { CallOptions, DetectOptions, FaceDetection, FaceDetector, Keypoint } from './detection.js';
export {
  assertArgument,
  type ErrorCode,
  MaskpredError,
  type MaskpredErrorOptions,
  messageOf,
} from './error.js';
export {
  assertRawImage,
  type EncodedImage,
  type ImageInput,
  isRawImage,
  type RawImage,
  type RgbImage,
  toRgb,
} from './image.js';
export type {
  Calibration,
  CalibrationBin,
  ClassificationEvaluation,
  EpochRecord,
  Estimate,
  GroupMetrics,
  LabelCurve,
  LabelledPrediction,
  LabelMetrics,
  Proportion,
  SceneEvaluation,
  SceneFinding,
  SceneOutcome,
  SceneSizeMetrics,
  ThresholdPoint,
} from './evaluation.js';
export { differenceHash, hashDistance } from './image-hash.js';
export { mapInOrder } from './map-in-order.js';
export { type NmsOptions, suppressOverlaps } from './nms.js';
export type { License, LicenseStatus, Provenance } from './provenance.js';
export { createRandom, type Random, shuffle } from './random.js';
export type { InputPlace } from './resize/network-input.js';
export { fitWithin, resizeImage, resizeIntoInput } from './resize/resize.js';
export {
  BOOTSTRAP_DEFAULTS,
  bootstrapIntervals,
  type BootstrapOptions,
  type CountTable,
} from './statistics/bootstrap.js';
export { CALIBRATION_BINS, calibrationOf, type Confidence } from './statistics/calibration.js';
export { mcnemarTest, type PairedCounts, pairedDifference } from './statistics/mcnemar.js';
export {
  averagePrecision,
  type AveragePrecisionOptions,
  rankHits,
  type RankedHit,
  type RankPoint,
  rocArea,
  thinOut,
} from './statistics/ranking.js';
export { wilsonInterval } from './statistics/wilson.js';
