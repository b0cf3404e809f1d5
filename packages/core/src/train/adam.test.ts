import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../tfjs/engine-node.js';
import { readAdamState, restoreAdam } from './adam.js';
import { registerGradients } from './gradients.js';

beforeAll(async () => {
  await startEngine({ engine: 'wasm' });
  await registerGradients();
});

/** Steps towards 3, all variables at once. */
function step(optimizer: tf.AdamOptimizer, variables: tf.Variable[], count: number): void {
  for (let i = 0; i < count; i++) {
    tf.tidy(
      () =>
        void optimizer.minimize(
          () => tf.addN(variables.map((v) => tf.sum(tf.square(tf.sub(v, 3))))) as tf.Scalar,
          false,
          variables,
        ),
    );
  }
}

const createVariables = () =>
  tf.tidy(() => [tf.variable(tf.tensor1d([0, 1])), tf.variable(tf.tensor2d([[5]]))]) as tf.Variable[];
const valuesOf = (variables: tf.Variable[]) => variables.map((v) => [...v.dataSync()]);
const FRESH = { iterations: 0, moments: [] };

describe('restoreAdam', () => {
  it('starts anew from an empty state, as tf.train.adam does', async () => {
    const [ours, theirs] = [createVariables(), createVariables()];
    step(await restoreAdam(FRESH, ours, 0.1), ours, 5);
    step(tf.train.adam(0.1), theirs, 5);
    expect(valuesOf(ours)).toEqual(valuesOf(theirs));
  });

  it('goes on to the same bits from a state, however often it was written and read', async () => {
    const whole = createVariables();
    let optimizer = await restoreAdam(FRESH, whole, 0.1);
    step(optimizer, whole, 4);
    const state = await readAdamState(optimizer);
    expect(state.iterations).toBe(4);
    expect(state.moments.map(({ length }) => length)).toEqual([2, 1, 2, 1]);
    const copy = whole.map((v) => tf.variable(tf.tensor(v.dataSync().slice(), v.shape)));
    optimizer.dispose();
    optimizer = await restoreAdam(state, whole, 0.1);
    step(optimizer, whole, 4);
    step(await restoreAdam(structuredClone(state), copy, 0.1), copy, 4);
    expect(valuesOf(copy)).toEqual(valuesOf(whole));
    expect(await readAdamState(optimizer)).toMatchObject({ iterations: 8 });
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const variables = createVariables();
    let optimizer = await restoreAdam(FRESH, variables, 0.1);
    for (let i = 0; i < 3; i++) {
      step(optimizer, variables, 1);
      const state = await readAdamState(optimizer);
      optimizer.dispose();
      optimizer = await restoreAdam(state, variables, 0.1);
    }
    optimizer.dispose();
    variables.forEach((v) => v.dispose());
    expect(tf.memory().numTensors).toBe(before);
  });
});
