import { DEFAULT_PARTS } from './default-parts.js';
import { createPredictorOf, type MaskPredictor, type MaskPredictorOptions } from './predictor.js';

/**
 * A predictor of both steps: a detector finds faces, a classifier labels them. Dispose it when done.
 *
 * @throws {MaskpredError} MODEL_LOAD_FAILED or ENGINE_UNAVAILABLE when a default part cannot be made, INVALID_ARGUMENT
 * when `engine` is given though both parts are.
 * @example
 * const predictor = await createMaskPredictor();
 * const people = await predictor.predict('photo.jpg');
 * console.log(people.map(({ label, score }) => `${label} ${score.toFixed(2)}`)); // [ 'no-mask 1.00' ]
 * predictor.dispose();
 */
export function createMaskPredictor<L extends string = string>(
  options: MaskPredictorOptions<L> = {},
): Promise<MaskPredictor<L>> {
  return createPredictorOf(options, DEFAULT_PARTS);
}
