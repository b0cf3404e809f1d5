export { cropFaces, type CropFacesOptions, type FaceCrop } from './crop-faces.js';
export { drawFaceMask, type DrawFaceMaskOptions } from './face-mask/draw.js';
export type { FaceToCover } from './face-mask/pose.js';
export {
  FACE_MASK_STYLES,
  FACE_MASK_WEARS,
  type FaceMaskStyle,
  type FaceMaskWear,
} from './face-mask/style.js';
export { formatVoc, parseVoc, type ParseVocOptions, type VocOptions } from './voc.js';
export { parseSplit, type SplitEntry } from './split.js';
