export type { Lazy } from './label/background/lazy.js';
export { openLabelProject, type OpenLabelProjectOptions } from './label/project/open-label-project.js';
export type { LabelProject } from './label/project/label-project.js';
export { LABEL_DEFAULTS } from './label/project/labels.js';
export { SCENE_FORMATS, type SceneFormat } from './label/scenes/find-scenes.js';
export {
  createLabelServer,
  DEFAULT_LABEL_PORT,
  type LabelServer,
  type LabelServerOptions,
} from './label/server/create-label-server.js';
export type { ShownImage } from './label/images/picture-images.js';
export {
  type ChangedPicture,
  type Command,
  type CommandAnswer,
  type CommandBatch,
  commandBatchSchema,
  type CommandResult,
  commandSchema,
  type Conflict,
  type ConflictAnswer,
  CROP_SIZES,
  type CropSize,
  type DecideCommand,
  FACE_FILTERS,
  type FaceFilter,
  type FaceItem,
  type FacePage,
  type FaceQuery,
  faceQuerySchema,
  type FilesState,
  type Guess,
  type HistoryCommand,
  type HistoryTop,
  IMAGE_SIZES,
  type ImageSize,
  LABEL_MODES,
  type LabelEvent,
  type LabelMode,
  MAX_COMMANDS,
  MAX_LIMIT,
  type NewGuess,
  type Page,
  PICTURE_FILTERS,
  type PictureDetail,
  type PictureFilter,
  type PicturePage,
  type PictureQuery,
  pictureQuerySchema,
  type PictureSummary,
  type Problem,
  type Progress,
  type ProjectInfo,
  PROTOCOL_VERSION,
  type Resolution,
  resolutionSchema,
  type SettledFaceQuery,
  type SettledPictureQuery,
  WHOLE_PICTURE,
} from './label/protocol.js';
export {
  type BoxChange,
  DECISION_KINDS,
  type DecisionKind,
  type LabelBox,
  type PictureChange,
  type PictureState,
} from './label/state/picture-state.js';
export { applyChange, invertChange } from './label/state/apply-change.js';
export {
  accept,
  acceptedLabel,
  draw,
  type DraftDecision,
  labelCrop,
  move,
  relabel,
  remove,
  setDifficult,
  setVerified,
} from './label/state/decide.js';
export { PICTURE_PHASES, type PicturePhase } from './label/state/progress-state.js';
