/**
 * The models of @mediapipe/face_detection 0.4.1657300184 and what `withNormalization` makes of them.
 * src/mediapipe-models.ts has the second hashes too; a test compares them with the files.
 */
export const MEDIAPIPE_MODELS = [
  {
    file: 'face_detection_short_range.tflite',
    sourceSha256: '3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633',
    preparedSha256: 'c5f4b32edc120db7489f368e1a8da7bcdbb1ce12824faff71c5b99a05d0094b7',
  },
  {
    file: 'face_detection_full_range.tflite',
    sourceSha256: '99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3',
    preparedSha256: 'e8eb004683e2cf81c4df1c2cbe9120762180d7d09f838a305ad9a0650409c203',
  },
];
