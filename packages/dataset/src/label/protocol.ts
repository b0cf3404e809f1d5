/*
 * What the labelling page and its server say to each other. JSON over HTTP on loopback, one stream of server-sent events.
 *
 *   GET  /api/project                               ProjectInfo
 *   GET  /api/pictures?PictureQuery                 PicturePage
 *   GET  /api/pictures/:id                          PictureDetail
 *   GET  /api/pictures/:id/image?size=1024          the upright picture: JPEG, PNG or WebP bytes
 *   GET  /api/pictures/:id/crops/:box?size=96       a face of it (`whole` for a face crop), JPEG bytes
 *   GET  /api/faces?FaceQuery                       FacePage
 *   GET  /api/progress                              Progress
 *   POST /api/commands   CommandBatch               CommandAnswer
 *   POST /api/conflicts  Resolution                 ConflictAnswer
 *   GET  /api/events                                text/event-stream of LabelEvent: `event: <type>`, `data: <JSON>`
 *
 * Every answer that is no success is a Problem: {error: {code, message}}. 401: no or an old token (the server was started
 * again: open the address that it printed); 404: no such picture or box; 409: made for another state; 421/403: not asked by
 * this page; 422: not possible, with the reason; 507: WRITE_FAILED, not all of the batch was saved: keep it and send all of it again, what was saved is saved once.
 * Answers with pictures have `ETag` and may be kept; add the revision to the address to be sure.
 */

export {
  type ChangedPicture,
  type Command,
  type CommandAnswer,
  type CommandBatch,
  commandBatchSchema,
  type CommandResult,
  commandSchema,
  type ConflictAnswer,
  type DecideCommand,
  type HistoryCommand,
  MAX_COMMANDS,
  type Resolution,
  resolutionSchema,
} from './protocol/commands.js';
export { type LabelEvent } from './protocol/events.js';
export {
  FACE_FILTERS,
  type FaceFilter,
  type FaceItem,
  type FacePage,
  type FaceQuery,
  faceQuerySchema,
  type SettledFaceQuery,
  WHOLE_PICTURE,
} from './protocol/faces.js';
export { type Guess, type NewGuess } from './protocol/guess.js';
export { MAX_LIMIT, type Page } from './protocol/lists.js';
export {
  type Conflict,
  CROP_SIZES,
  type CropSize,
  IMAGE_SIZES,
  type ImageSize,
  PICTURE_FILTERS,
  type PictureDetail,
  type PictureFilter,
  type PicturePage,
  type PictureQuery,
  pictureQuerySchema,
  type PictureSummary,
  type SettledPictureQuery,
} from './protocol/pictures.js';
export { type Problem } from './protocol/problem.js';
export { type FilesState, type HistoryTop, type Progress } from './protocol/progress.js';
export { LABEL_MODES, type LabelMode, type ProjectInfo, PROTOCOL_VERSION } from './protocol/project.js';
