import { MaskpredError } from '../error.js';
import { encodeModel, type OnnxGraph } from './model-proto.js';
import { quantizeGraph } from './quantize.js';
import type { OnnxRuntime, OnnxSession } from './runtime.js';

const CHANNELS = 64;
const SIDE = 8;
/** The input's numbers and, since the weights of one output sum to 1, the answer's: the end of what a ReLU6 lets through. */
const LARGEST = 6;

/** A convolution whose sums are as large as they get. */
const GRAPH: OnnxGraph = Object.freeze({
  input: { name: 'x', dims: [1, CHANNELS, SIDE, SIDE] },
  nodes: [
    { op: 'Conv', inputs: ['x', 'kernel'], output: 'sum', attributes: { kernel_shape: [1, 1] } },
    { op: 'Clip', inputs: ['sum', 'low', 'high'], output: 'clipped', attributes: {} },
    { op: 'Neg', inputs: ['clipped'], output: 'y', attributes: {} },
  ],
  constants: [
    {
      name: 'kernel',
      dims: [CHANNELS, CHANNELS, 1, 1],
      values: new Float32Array(CHANNELS * CHANNELS).fill(1 / CHANNELS),
    },
    { name: 'low', dims: [], values: Float32Array.of(0) },
    { name: 'high', dims: [], values: Float32Array.of(LARGEST) },
  ],
  outputs: ['y'],
});

/**
 * Shows that this processor multiplies integers of 8 bits exactly. Those without instructions for it (VNNI on x86) add
 * pairs of products in 16 bits, where large ones are cut off without a word.
 *
 * @throws {MaskpredError} ENGINE_UNAVAILABLE when it does not.
 */
export async function assertExactIntegers(
  createSession: (model: Uint8Array) => Promise<OnnxSession>,
  Tensor: OnnxRuntime['Tensor'],
): Promise<void> {
  const session = await createSession(encodeModel(quantizeGraph(GRAPH, [0, LARGEST])));
  try {
    const { dims } = GRAPH.input;
    const x = new Tensor('float32', new Float32Array(CHANNELS * SIDE * SIDE).fill(LARGEST), dims as number[]);
    const { y } = await session.run({ x });
    const values = y!.data as Float32Array;
    if (values.every((value) => Math.abs(value + LARGEST) < LARGEST / 100)) return;
    throw new MaskpredError(
      'ENGINE_UNAVAILABLE',
      `Integers of 8 bits are not exact on this processor: 6 came out as ${(-values[0]!).toFixed(2)}. Leave int8 out.`,
    );
  } finally {
    await session.release();
  }
}
