/**
 * Where a person who labels would put a box, and what they would call it.
 * @typedef {object} KnownFace
 * @property {import('@maskpred/core').Box} box pixels of the picture
 * @property {string} label
 */

/**
 * A picture that the stand-in for Openverse offers.
 * @typedef {object} OfferedPicture
 * @property {string} path of the file
 * @property {string} name of the file, in addresses
 * @property {string} phrase what it is found by
 * @property {string} label what its phrase is searched for
 * @property {string} page pictures of one page come from one photographer and occasion
 * @property {string} title
 * @property {number} width pixels
 * @property {number} height pixels
 * @property {readonly KnownFace[]} [faces] absent where all that is known is the label of the picture
 */

/**
 * What a rehearsal goes through.
 * @typedef {object} PictureSet
 * @property {readonly string[]} labels
 * @property {readonly OfferedPicture[]} offered
 * @property {string} fresh folder of pictures that are not offered, to try the model on
 * @property {string} origin whose pictures they are, in a sentence
 */

/**
 * The label of a face that was found, as a person would give it by eye.
 * @param {Pick<OfferedPicture, 'faces' | 'label'>} picture
 * @param {import('@maskpred/core').Box} box
 * @param {(a: import('@maskpred/core').Box, b: import('@maskpred/core').Box) => number} overlap
 * @returns {string | undefined} undefined where there is no face
 */
export function labelByEye({ faces, label }, box, overlap) {
  if (!faces) return label;
  const best = faces
    .map((face) => ({ ...face, share: overlap(face.box, box) }))
    .reduce((a, b) => (b.share > a.share ? b : a), { share: 0, label: undefined });
  return best.share >= SAME_FACE ? best.label : undefined;
}

/** Intersection over union from which two boxes are of one face: that of the PASCAL VOC challenge, halved, since boxes of
 * two detectors differ in how much forehead they take in. */
const SAME_FACE = 0.25;
