/** The face masks that can be drawn. `black` is cloth or pleated, `ffp2` a folded or cup-shaped respirator (KN95, N95). */
export type FaceMaskStyle =
  'surgical-blue' | 'surgical-white' | 'cloth-plain' | 'cloth-pattern' | 'black' | 'ffp2';

/** How a face mask is worn: over nose and mouth, below the nose, or below the mouth. */
export type FaceMaskWear = 'right' | 'under-nose' | 'chin';

export const FACE_MASK_STYLES: readonly FaceMaskStyle[] = Object.freeze([
  'surgical-blue',
  'surgical-white',
  'cloth-plain',
  'cloth-pattern',
  'black',
  'ffp2',
]);

export const FACE_MASK_WEARS: readonly FaceMaskWear[] = Object.freeze(['right', 'under-nose', 'chin']);
