/**
 * Ranges of the variants. Geometry and flip after the recipe of PyImageSearch's COVID-19 mask detector (2020); the rest is what
 * crops from real scenes look like. Each value is part of the key of the feature cache.
 */
export const AUGMENTATION = Object.freeze({
  /** Degrees either way. */
  rotation: 20,
  /** Share of the size, either way. */
  zoom: 0.15,
  /** Share of the size, either way. */
  shift: 0.2,
  /** Tangent of the angle, either way. */
  shear: 0.15,
  /** Share of the variants that are mirrored. */
  mirrorShare: 0.5,
  /** Share of the value, either way. */
  brightness: 0.3,
  /** Share, either way, about the mean grey. */
  contrast: 0.25,
  /** Share of the value a channel, either way: the colour of the light. */
  tint: 0.08,
  /** Share of the variants that something stands in front of. */
  occludeShare: 0.2,
  /** Share of the picture that it covers, uniform. */
  occludeArea: [0.02, 0.12],
  /** Its width by its height, log-uniform. */
  occludeAspect: [0.3, 3.3],
  /** Share of the variants that are out of focus. */
  blurShare: 0.2,
  /** Standard deviation of the blur, pixels of a picture of {@link WORKING_SIZE}, uniform. */
  blurSigma: [0.5, 2],
  /** Share of the variants that are shrunk. */
  shrinkShare: 0.6,
  /** Pixels of the longer side after shrinking, log-uniform. */
  shrinkTo: [16, 64],
  /** Share of the variants that go through a JPEG encoder. */
  jpegShare: 0.7,
  /** JPEG quality, uniform. */
  jpegQuality: [30, 92],
} as const);

/** Longer side of a variant before shrinking, pixels: more than the network sees is wasted time. */
export const WORKING_SIZE = 224;
