export { cropFaces, type CropFacesOptions, type FaceCrop } from './crop-faces.js';
export { drawFaceMask, type DrawFaceMaskOptions } from './face-mask/draw.js';
export type { FaceToCover } from './drawing/pose.js';
export {
  FACE_MASK_STYLES,
  FACE_MASK_WEARS,
  type FaceMaskStyle,
  type FaceMaskWear,
} from './face-mask/style.js';
export { AnnotationError } from './formats/annotation-error.js';
export { formatCoco, parseCoco } from './formats/coco.js';
export { type CocoNumber, cocoIdOf } from './formats/coco-numbers.js';
export { formatCreateMl, parseCreateMl } from './formats/create-ml.js';
export {
  DATASET_FORMATS,
  type DatasetFormat,
  FORMAT_FIELDS,
  type OptionalField,
  WRITABLE_FORMATS,
  type WritableFormat,
} from './formats/format.js';
export {
  DATASET_ISSUE_KINDS,
  type DatasetIssue,
  type DatasetIssueKind,
  type FixOption,
} from './formats/issue.js';
export { parseLabelme, type ParseLabelmeOptions } from './formats/labelme.js';
export { formatLabels, LABELS_FILE, parseLabels } from './formats/labels.js';
export { MAX_LABELME_BYTES, MAX_PICTURE_FILE_BYTES, MAX_SET_FILE_BYTES } from './formats/limits.js';
export type { ParseSetOptions } from './formats/settle-set.js';
export { parseVia, type ParseViaOptions } from './formats/via.js';
export { formatVoc, parseVoc, type ParseVocOptions, type VocOptions } from './formats/voc.js';
export { formatYolo, parseYolo, type ParseYoloOptions } from './formats/yolo.js';
export { formatYoloClasses, formatYoloData, parseYoloClasses, parseYoloData } from './formats/yolo-labels.js';
export { formatSplit, parseSplit, type SplitEntry } from './split/split-file.js';
export { type Split, SPLIT_DEFAULTS, splitDataset, type SplitOptions } from './split/split-dataset.js';
export type { LeftOut, SplitItem } from './split/split-item.js';
export { type CropRecord, CROPS_FILE, formatCropRecord, parseCropRecords } from './crop-record.js';
export {
  type Credit,
  type CreditProblem,
  type Credits,
  creditsOf,
  type CreditsOptions,
} from './sharing/credits.js';
export {
  CREDIT_PROBLEMS,
  CREDITS_FORMATS,
  type CreditsFormat,
  formatCredits,
} from './sharing/format-credits.js';
export { licenseTerms, type LicenseTerms } from './sharing/license-terms.js';
export {
  formatSharedPicture,
  parseSharedPictures,
  type SharedCrop,
  type SharedPicture,
} from './sharing/shared-picture.js';
export { assertFolderLabel, cropFileName, type CropNameParts } from './proposals/crop-name.js';
export { isProposal } from './proposals/is-proposal.js';
export {
  type FaceProposal,
  PROPOSAL_DEFAULTS,
  proposeFaces,
  type ProposeFacesOptions,
} from './proposals/propose-faces.js';
export {
  SYNTHETIC_CASES,
  SYNTHETIC_KINDS,
  SYNTHETIC_LABELS,
  SYNTHETIC_STYLES,
  type SyntheticCase,
  syntheticCases,
  type SyntheticChoice,
  type SyntheticKind,
  syntheticKindOf,
  type SyntheticStyle,
} from './synthetic/cases.js';
export { drawCup, type DrawCupOptions } from './synthetic/cup/draw.js';
export { CUP_STYLES, type CupStyle } from './synthetic/cup/style.js';
export { drawHand, type DrawHandOptions } from './synthetic/hand/draw.js';
export { HAND_STYLES, type HandStyle } from './synthetic/hand/style.js';
export { drawScarf, type DrawScarfOptions } from './synthetic/scarf/draw.js';
export { SCARF_STYLES, type ScarfStyle } from './synthetic/scarf/style.js';
export {
  synthesizeFace,
  type SynthesizeFaceOptions,
  type SyntheticFace,
  type SyntheticMark,
} from './synthetic/synthesize-face.js';
export { checkDataset, type CheckOptions } from './check/check-dataset.js';
export type { CropOpinions } from './check/check-content.js';
export {
  type Finding,
  FINDING_KINDS,
  FINDING_SEVERITIES,
  type FindingKind,
  type FindingSeverity,
} from './check/finding.js';
export { MEASURED_SIZE, measurePicture, type PictureMeasures } from './check/measure.js';
export { type Count, type DatasetStats, describeDataset, SIZE_STEPS, type Spread } from './check/stats.js';
export { CHECK_DEFAULTS, type CheckThresholds } from './check/thresholds.js';
export {
  DUPLICATE_REASONS,
  type DuplicateGroup,
  type DuplicateLink,
  type DuplicateMember,
  type DuplicateReason,
} from './duplicates/duplicate-group.js';
export { fingerprintPicture, type PictureFingerprint } from './duplicates/fingerprint.js';
export {
  type DuplicateItem,
  groupDuplicates,
  type GroupDuplicatesOptions,
  type GroupedDuplicates,
  type UnreadPicture,
} from './duplicates/group-duplicates.js';
export {
  DUPLICATE_DEFAULTS,
  type FingerprintedPicture,
  groupFingerprints,
  type GroupFingerprintsOptions,
} from './duplicates/group-fingerprints.js';
export type { PictureCache } from './duplicates/picture-cache.js';
export type { Embed, PictureVectors, UnitVector } from './duplicates/vectors.js';
