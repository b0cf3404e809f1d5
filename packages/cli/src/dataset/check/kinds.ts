import type { FindingKind } from '@maskpred/dataset';

/** How each kind of finding is called, and what to do about it. */
export const KINDS: Readonly<Record<FindingKind, { readonly title: string; readonly advice: string }>> = {
  unreadable: { title: 'Cannot be read', advice: 'Fetch the file again, or remove it.' },
  'broken-annotation': {
    title: 'Annotation cannot be used',
    advice: 'Correct it, or let maskpred dataset convert --fix repair what can be repaired.',
  },
  'label-conflict': {
    title: 'Labels disagree',
    advice: 'One picture or face has two labels. Keep the right one.',
  },
  'size-mismatch': {
    title: 'Size is not what the annotation says',
    advice: 'The picture was scaled or turned after it was labelled, so its boxes are wrong. Label it again.',
  },
  'no-picture': {
    title: 'Annotation without picture',
    advice: 'Add the picture, or delete the annotation.',
  },
  'box-outside': { title: 'Boxes out of the picture', advice: 'Correct the box; training would clip it.' },
  'box-twice': { title: 'Faces boxed twice', advice: 'Remove one of the two boxes.' },
  'exact-duplicate': { title: 'Same file', advice: 'Keep one: maskpred dataset dedupe --move-to.' },
  'near-duplicate': {
    title: 'Nearly the same picture',
    advice: 'Keep one, or keep them in one part, as maskpred dataset split does.',
  },
  'wrong-extension': {
    title: 'Name and format disagree',
    advice: 'Rename the file; some programs go by its name.',
  },
  'no-face': { title: 'No face found', advice: 'Remove the crop, or label it not-face.' },
  'label-doubt': {
    title: 'Label in doubt',
    advice: 'The classifier sees another label. One of them is wrong.',
  },
  'no-annotation': {
    title: 'Without annotation',
    advice: 'A picture without faces needs an annotation without objects; else it is left out.',
  },
  'no-label': { title: 'Without label', advice: 'Move the picture into the folder of its label.' },
  'dirty-annotation': {
    title: 'Annotation with dirt',
    advice: 'Correct it, or let maskpred dataset convert --fix repair what can be repaired.',
  },
  'box-covers-all': {
    title: 'Box covers the picture',
    advice: 'Probably a label of the picture, not of a face.',
  },
  tiny: { title: 'Tiny', advice: 'Too small to tell; such faces teach little.' },
  blurred: { title: 'Blurred', advice: 'Keep it if the camera in use blurs like that.' },
  dark: { title: 'Dark', advice: 'Is anything to be seen?' },
  bright: { title: 'Bright', advice: 'Is anything to be seen?' },
  flat: { title: 'Without contrast', advice: 'Is anything to be seen?' },
  'extreme-aspect': { title: 'Long and narrow', advice: 'A face crop is about as wide as high.' },
  'box-tiny': { title: 'Tiny boxes', advice: 'Too small to tell; mark them as difficult.' },
};
