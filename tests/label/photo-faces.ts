/** A face of a photograph: left, top, width and height in pixels, and the detector's score. */
export type PhotoFace = readonly [x: number, y: number, width: number, height: number, score: number];

/** The faces of `sample1.jpg` to `sample6.jpg` as `maskpred faces` finds them, so that these tests need no detector. */
export const PHOTO_FACES: Readonly<Record<number, readonly PhotoFace[]>> = {
  1: [
    [412, 399, 193, 205, 0.988],
    [820, 453, 229, 213, 0.986],
    [1470, 252, 230, 210, 0.965],
  ],
  2: [
    [1443, 194, 216, 212, 0.975],
    [896, 266, 176, 211, 0.966],
    [298, 174, 238, 278, 0.859],
  ],
  3: [
    [1063, 272, 251, 264, 0.994],
    [1498, 346, 186, 248, 0.98],
    [583, 379, 220, 239, 0.97],
  ],
  4: [
    [986, 219, 193, 208, 0.987],
    [252, 235, 173, 218, 0.981],
    [1266, 184, 177, 224, 0.946],
    [654, 107, 202, 220, 0.927],
  ],
  5: [
    [370, 917, 199, 255, 0.99],
    [1402, 448, 192, 232, 0.987],
    [787, 143, 165, 191, 0.984],
    [1110, 244, 171, 206, 0.982],
    [593, 464, 186, 215, 0.959],
  ],
  6: [
    [1479, 319, 232, 254, 0.987],
    [245, 530, 227, 243, 0.983],
    [1169, 356, 202, 253, 0.979],
    [669, 382, 189, 265, 0.852],
  ],
};
