import * as tf from '@tensorflow/tfjs-core';

/** A network under training, in TensorFlow.js variables. */
export interface TrainableNetwork {
  /** By name, in a fixed order. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly labelCount: number;
  /** Examples that it takes at once when it is only asked. */
  readonly chunk: number;
  /** Logits of the examples with these keys, `[keys.length, labelCount]`. */
  logits(keys: readonly string[]): tf.Tensor2D;
}

/** Values of all variables, by name. */
export type Snapshot = Readonly<Record<string, Float32Array>>;

/** A variable with these values at first. */
export function createVariable(values: Float32Array, shape: readonly number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32')));
}

export function takeSnapshot({ variables }: TrainableNetwork): Snapshot {
  return Object.fromEntries(
    [...variables].map(([name, variable]) => [name, variable.dataSync().slice() as Float32Array]),
  );
}

export function restoreSnapshot({ variables }: TrainableNetwork, snapshot: Snapshot): void {
  tf.tidy(() => {
    for (const [name, variable] of variables) variable.assign(tf.tensor(snapshot[name]!, variable.shape));
  });
}

export function disposeNetwork({ variables }: TrainableNetwork): void {
  for (const variable of variables.values()) variable.dispose();
}

/** Logits of any number of examples, `[keys.length, labelCount]`, row-major. */
export function predictLogits(network: TrainableNetwork, keys: readonly string[]): Float32Array {
  const { chunk, labelCount } = network;
  const out = new Float32Array(keys.length * labelCount);
  for (let i = 0; i < keys.length; i += chunk) {
    const values = tf.tidy(() => network.logits(keys.slice(i, i + chunk)).dataSync());
    out.set(values, i * labelCount);
  }
  return out;
}
