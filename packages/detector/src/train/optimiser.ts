import * as tf from '@tensorflow/tfjs-core';
import type { Variables } from './trainable-network.js';

/** How fast the two parts learn at most. */
export interface LearningRates {
  readonly heads: number;
  readonly body: number;
}

/** Adam over heads and body at rates of their own, with clipped gradients and averaged weights. */
export interface Optimiser {
  /**
   * One step down the gradients, by variable.
   * @param share - of the learning rates, 0 to 1.
   */
  step(gradients: tf.NamedTensorMap, share: number): void;
  /** The exponential moving average of the weights: steadier than the last step's. */
  readonly average: ReadonlyMap<string, tf.Tensor>;
  /** All that a later run needs to go on with the same bits, by name. */
  save(): Promise<Map<string, Float32Array>>;
  restore(state: ReadonlyMap<string, Float32Array>): Promise<void>;
  dispose(): void;
}

/** Share of the average that a step keeps, once there were enough steps. */
const AVERAGE_DECAY = 0.998;
/** Gradients of a larger norm over all weights are shortened to it: a crowd in one picture does not throw the weights about. */
const MAX_NORM = 10;

/** An optimiser of `variables`, which it changes in place. */
export function createOptimiser(variables: Variables, rates: LearningRates): Optimiser {
  const isHead = (name: string) => name.startsWith('Prediction/BoxPredictor');
  const names = [...variables.keys()];
  const parts = [
    { names: names.filter(isHead), rate: rates.heads, adam: tf.train.adam(rates.heads) },
    { names: names.filter((name) => !isHead(name)), rate: rates.body, adam: tf.train.adam(rates.body) },
  ].filter((part) => part.names.length > 0);
  const average = new Map<string, tf.Tensor>(names.map((name) => [name, tf.clone(variables.get(name)!)]));
  let steps = 0;

  const updateAverage = () => {
    const decay = Math.min(AVERAGE_DECAY, (1 + steps) / (10 + steps));
    for (const name of names) {
      const before = average.get(name)!;
      average.set(
        name,
        tf.tidy(() => tf.add(tf.mul(before, decay), tf.mul(variables.get(name)!, 1 - decay))),
      );
      before.dispose();
    }
  };

  return {
    step(gradients, share) {
      const clipped = clipByNorm(gradients);
      for (const { names: own, rate, adam } of parts) {
        Object.assign(adam, { learningRate: rate * share }); // TensorFlow.js has no schedule of its own
        adam.applyGradients(
          own.map((name) => variables.get(name)!.name).map((key) => ({ name: key, tensor: clipped[key]! })),
        );
      }
      tf.dispose(clipped);
      updateAverage();
      steps++;
    },
    average,
    async save() {
      const state = new Map<string, Float32Array>([['steps', Float32Array.of(steps)]]);
      for (const name of names) {
        state.set(`weight/${name}`, await read(variables.get(name)!));
        state.set(`average/${name}`, await read(average.get(name)!));
      }
      for (const [i, { adam }] of parts.entries()) {
        const tensors = [...powersOf(adam), ...(await adam.getWeights()).map(({ tensor }) => tensor)];
        for (const [j, tensor] of tensors.entries()) state.set(`adam/${i}/${j}`, await read(tensor));
      }
      return state;
    },
    async restore(state) {
      steps = state.get('steps')![0]!;
      for (const name of names) {
        const variable = variables.get(name)!;
        tf.tidy(() => variable.assign(tf.tensor(state.get(`weight/${name}`)!, variable.shape)));
        average.get(name)!.dispose();
        average.set(name, tf.tensor(state.get(`average/${name}`)!, variable.shape));
      }
      for (const [i, { adam, names: own }] of parts.entries())
        await restoreAdam(adam, i, own, variables, state);
    },
    dispose() {
      for (const { adam } of parts) adam.dispose();
      for (const tensor of average.values()) tensor.dispose();
    },
  };
}

/** Adam's own powers of its two constants: it makes them anew from the number of steps, with other bits. */
function powersOf(adam: tf.AdamOptimizer): tf.Variable[] {
  const { accBeta1, accBeta2 } = adam as unknown as Record<'accBeta1' | 'accBeta2', tf.Variable>;
  return [accBeta1, accBeta2];
}

/** Adam's state: its two powers, how many steps there were, the first moments of all variables, then the second. */
async function restoreAdam(
  adam: tf.AdamOptimizer,
  part: number,
  names: readonly string[],
  variables: Variables,
  state: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const values = (i: number) => state.get(`adam/${part}/${i}`)!;
  const moments = [...names, ...names].map((name, j) => ({
    name: `${name}/${j}`,
    tensor: tf.tensor(values(j + 3), variables.get(name)!.shape),
  }));
  const iterations = { name: 'iter', tensor: tf.scalar(values(2)[0]!, 'int32') };
  await adam.setWeights([iterations, ...moments]);
  tf.dispose([iterations.tensor, ...moments.map(({ tensor }) => tensor)]);
  powersOf(adam).forEach((power, i) => tf.tidy(() => power.assign(tf.scalar(values(i)[0]!))));
}

function clipByNorm(gradients: tf.NamedTensorMap): tf.NamedTensorMap {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(1, tf.div(MAX_NORM, norm));
    return Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]),
    );
  });
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data());
}
