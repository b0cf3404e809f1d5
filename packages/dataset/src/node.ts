export { IMAGE_EXTENSIONS } from './io/files.js';
export { type ImageFolder, type ImageFolderSample, readImageFolder } from './io/image-folder.js';
export { readLabels } from './io/class-lists.js';
export type { DatasetFailure } from './io/dataset-failure.js';
export { readDataset, type ReadDatasetOptions, type ReadDatasetResult } from './io/read-dataset.js';
export { assertTarget } from './io/stage-folder.js';
export { writeDataset, type WriteDatasetOptions, type WriteDatasetResult } from './io/write-dataset.js';
export { readScenes, type ReadScenesOptions, type Scene } from './io/scenes.js';
export { describeFolder, type DescribeFolderOptions, readProvenance } from './sharing/describe-folder.js';
export {
  type FetchedPicture,
  type FetchPicture,
  type RebuildOptions,
  type RebuildOutcome,
  rebuildPicture,
  type RebuildResult,
} from './sharing/rebuild-picture.js';
export { type CropFolder, hashFile, openCropFolder } from './proposals/crop-folder.js';
export { guessLabels, type LookOptions, scoreFaces, type ScoreFacesOptions } from './check/look-at-crops.js';
export { type PictureFacts, readPictureFacts } from './check/picture-facts.js';
export type { DatasetLayout } from './check/layout.js';
export {
  type BrokenAnnotation,
  type Survey,
  surveyDataset,
  type SurveyedPicture,
  type SurveyOptions,
} from './check/survey.js';
export { openFingerprintCache, openVectorCache } from './duplicates/open-caches.js';
