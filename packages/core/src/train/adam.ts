import * as tf from '@tensorflow/tfjs-core';

/** What Adam remembers between two steps. */
export interface AdamState {
  /** Steps taken. */
  readonly iterations: number;
  /** First moments of all variables, in their order, then the second ones. */
  readonly moments: readonly Float32Array[];
}

/** Adam's state, to be written to a checkpoint. */
export async function readAdamState(optimizer: tf.AdamOptimizer): Promise<AdamState> {
  const [iterations, ...moments] = await optimizer.getWeights();
  const count = iterations!.tensor.dataSync()[0]!;
  iterations!.tensor.dispose();
  return {
    iterations: count,
    moments: moments.map(({ tensor }) => tensor.dataSync().slice() as Float32Array),
  };
}

/**
 * Adam as it stood. Two runs that go on from equal states compute the same bits; one that goes on from its own optimiser
 * does not, since Adam multiplies up its bias correction step by step and computes it anew when restored. Whoever wants
 * interrupted and whole runs to agree restores at the end of every epoch in both.
 *
 * @param variables - in the order in which `minimize` gets them.
 */
export async function restoreAdam(
  { iterations, moments }: AdamState,
  variables: readonly tf.Variable[],
  learningRate: number,
): Promise<tf.AdamOptimizer> {
  const optimizer = tf.train.adam(learningRate);
  const named = (values: Float32Array, i: number) => {
    const variable = variables[i % variables.length]!;
    const moment = i < variables.length ? 'm' : 'v';
    return { name: `${variable.name}/${moment}`, tensor: tf.tensor(values, variable.shape) as tf.Tensor };
  };
  const weights = [
    { name: 'iter', tensor: tf.scalar(iterations, 'int32') as tf.Tensor },
    ...moments.map(named),
  ];
  await optimizer.setWeights(weights);
  weights.forEach(({ tensor }) => tensor.dispose()); // the optimiser has made variables of them
  return optimizer;
}
