/** One convolution of the SSD's body, with bias and relu6. */
export interface SsdLayer {
  /** Of its weights, `<name>/kernel` and `<name>/bias`. */
  readonly name: string;
  /** `full` is 3x3, `depthwise` is 3x3 a channel, `pointwise` is 1x1. */
  readonly kind: 'full' | 'depthwise' | 'pointwise';
  readonly stride: 1 | 2;
  /** 0 the first convolution, 1 to 13 the blocks of MobileNetV1, 14 what comes after them. */
  readonly block: number;
  /** Whether a pair of heads looks at its output. */
  readonly isTap: boolean;
}

/** The two 1x1 convolutions that look at one tap, by the names of their weights. */
export interface SsdHead {
  /** 4 channels a prior. */
  readonly boxes: string;
  /** 3 channels a prior. */
  readonly classes: string;
}

/** Depthwise layers of stride 2; all others keep the size (MobileNetV1, arXiv:1704.04861, table 1). */
const STRIDE_2_BLOCKS = new Set([2, 4, 6, 12]);
const TAP_BLOCKS = new Set([11, 13]);
/** The last block of MobileNetV1. */
const LAST_BLOCK = 13;
/** The block number of the layers behind MobileNetV1. */
export const EXTRA_BLOCK = LAST_BLOCK + 1;

/** The body of the SSD MobileNetV1 of TensorFlow's object detection API, in order. */
export const SSD_LAYERS: readonly SsdLayer[] = [
  { name: 'MobilenetV1/Conv2d_0_pointwise', kind: 'full', stride: 2, block: 0, isTap: false },
  ...Array.from({ length: LAST_BLOCK }, (_, i) => i + 1).flatMap((block): SsdLayer[] => {
    const name = `MobilenetV1/Conv2d_${block}`;
    const stride = STRIDE_2_BLOCKS.has(block) ? 2 : 1;
    return [
      { name: `${name}_depthwise`, kind: 'depthwise', stride, block, isTap: false },
      { name: `${name}_pointwise`, kind: 'pointwise', stride: 1, block, isTap: TAP_BLOCKS.has(block) },
    ];
  }),
  ...Array.from({ length: 8 }, (_, i): SsdLayer => {
    const isTap = i % 2 === 1;
    const shape = isTap
      ? ({ kind: 'full', stride: 2 } as const)
      : ({ kind: 'pointwise', stride: 1 } as const);
    return { name: `Prediction/Conv2d_${i}_pointwise`, ...shape, block: EXTRA_BLOCK, isTap };
  }),
];

/** One a tap, in the order of the taps. */
export const SSD_HEADS: readonly SsdHead[] = SSD_LAYERS.filter(({ isTap }) => isTap).map((_, i) => ({
  boxes: `Prediction/BoxPredictor_${i}/BoxEncodingPredictor`,
  classes: `Prediction/BoxPredictor_${i}/ClassPredictor`,
}));
