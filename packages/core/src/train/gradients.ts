import { MaskpredError } from '../error.js';

/**
 * Makes gradients available. In Node, TensorFlow.js's core registers none; importing its layers does.
 * @throws {MaskpredError} MISSING_DEPENDENCY without `@tensorflow/tfjs-layers`.
 */
export async function registerGradients(): Promise<void> {
  try {
    await import('@tensorflow/tfjs-layers');
  } catch (error) {
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      'Training needs @tensorflow/tfjs-layers, which is not installed: npm i @tensorflow/tfjs-layers@4.22.0',
      { cause: error },
    );
  }
}
