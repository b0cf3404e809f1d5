import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type EpochRecord } from '@maskpred/core';
import { startEngine } from '@maskpred/core/tfjs';
import { type EpochOptions, type EpochSettings, type EpochState, runEpochs } from './epoch-loop.js';
import type { Example } from './examples.js';
import { createVariable, disposeNetwork, takeSnapshot, type TrainableNetwork } from './trainable-network.js';

beforeAll(() => startEngine({ engine: 'wasm' }));

const LENGTH = 4;

/** Points of label 0 lie left, those of label 1 right; some are labelled wrong. */
const examples: Example[] = Array.from({ length: 40 }, (_, i) => ({
  key: String(i),
  label: i % 4 === 0 ? 1 : 0,
}));
const [train, held] = [examples.slice(0, 30), examples.slice(30)];

function pointOf(key: string): number[] {
  const random = createRandom(Number(key));
  const label = Number(key) % 4 === 0 ? 1 : 0;
  return Array.from({ length: LENGTH }, () => random.between(-1, 1) + (label ? 0.6 : -0.6));
}

/** A linear layer on the points. */
function createNetwork(): TrainableNetwork {
  const kernel = createVariable(new Float32Array(LENGTH * 2), [LENGTH, 2]);
  return {
    variables: new Map([['kernel/kernel', kernel]]),
    labelCount: 2,
    chunk: 3,
    logits: (keys) => tf.matMul(tf.tensor2d(keys.map(pointOf)), kernel as unknown as tf.Tensor2D),
  };
}

const settings: EpochSettings = {
  phase: 'head',
  epochs: 6,
  examplesPerEpoch: Infinity,
  batchSize: 8,
  learningRate: 0.05,
  schedule: 'cosine',
  warmUp: 0,
  balance: 'sampling',
  labelSmoothing: 0.02,
  weightDecay: 1e-3,
  patience: 0,
  seed: 1,
};

async function run(changes: Partial<EpochSettings> = {}, options: Partial<EpochOptions> = {}, kept = held) {
  const network = createNetwork();
  const records: EpochRecord[] = [];
  const states: EpochState[] = [];
  const result = await runEpochs(
    network,
    train,
    kept,
    { ...settings, ...changes },
    {
      ...options,
      async onEpoch(record, state) {
        records.push(record);
        states.push(structuredClone(state));
        await options.onEpoch?.(record, state);
      },
    },
  );
  const { 'kernel/kernel': kernel } = takeSnapshot(network);
  disposeNetwork(network);
  return { ...result, records, states, kernel: [...kernel!] };
}

describe('runEpochs', () => {
  it('changes nothing in no epochs', async () => {
    expect(await run({ epochs: 0 })).toMatchObject({
      isStopped: false,
      records: [],
      kernel: Array(8).fill(0),
    });
  });

  it('lowers the loss, and tells of every epoch', async () => {
    const { records, kernel, states } = await run();
    expect(records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(records.at(-1)!.loss).toBeLessThan(records[0]!.loss);
    expect(records.at(-1)!.valLoss).toBeLessThan(records[0]!.valLoss!);
    expect(records.at(-1)).toMatchObject({ phase: 'head', valAccuracy: expect.any(Number) as number });
    expect([...states.at(-1)!.values['kernel/kernel']!]).toEqual(kernel);
  });

  it('gives the same bits for the same seed, others for another', async () => {
    const [one, same, other] = [await run(), await run(), await run({ seed: 2 })];
    expect(same.kernel).toEqual(one.kernel);
    expect(other.kernel).not.toEqual(one.kernel);
  });

  it.each([0, 2, 5])('goes on from the state after epoch %i to the same bits', async (epoch) => {
    const whole = await run();
    const rest = await run({}, { from: whole.states[epoch] });
    expect(rest.records.map((record) => record.epoch)).toEqual([1, 2, 3, 4, 5].filter((e) => e > epoch));
    expect(rest.kernel).toEqual(whole.kernel);
    expect(rest.states.at(-1)).toEqual(whole.states.at(-1) && (epoch < 5 ? whole.states.at(-1) : undefined));
  });

  it('with patience ends when nothing gets better, and takes the best epoch', async () => {
    const { records, states, kernel } = await run({
      epochs: 60,
      patience: 2,
      learningRate: 1,
      schedule: 'constant',
    });
    expect(records.length).toBeLessThan(60);
    const { epoch: best } = states.at(-1)!.best!;
    expect(records.length).toBe(best + 3);
    expect([...states[best]!.values['kernel/kernel']!]).toEqual(kernel);
  });

  it('takes no notice of patience where nothing is kept out', async () => {
    const { records } = await run({ patience: 1 }, {}, []);
    expect(records).toHaveLength(6);
    expect(records[0]).not.toHaveProperty('valLoss');
  });

  it('stops in the middle of an epoch with the best so far', async () => {
    const controller = new AbortController();
    const { isStopped, records, states, kernel } = await run(
      {},
      {
        stopSignal: controller.signal,
        onEpoch: ({ epoch }) => Promise.resolve(epoch === 2 ? controller.abort() : undefined),
      },
    );
    expect([isStopped, records.length]).toEqual([true, 3]);
    const { epoch: best } = states.at(-1)!.best!;
    expect([...states[best]!.values['kernel/kernel']!]).toEqual(kernel);
  });

  it('rejects with the reason of an abort', async () => {
    const reason = new Error('enough');
    await expect(run({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('learns the rare label as well with sampling and weights, and less without', async () => {
    const recallOf = async (balance: EpochSettings['balance']) => {
      const { kernel } = await run({ balance, epochs: 30, learningRate: 0.02, weightDecay: 0.3 });
      const rare = train.filter(({ label }) => label === 1);
      const scoreOf = (key: string) =>
        pointOf(key).reduce((sum, x, i) => sum + x * (kernel[2 * i + 1]! - kernel[2 * i]!), 0);
      return rare.reduce((sum, { key }) => sum + scoreOf(key), 0) / rare.length;
    };
    const [sampling, weights, none] = [
      await recallOf('sampling'),
      await recallOf('weights'),
      await recallOf('none'),
    ];
    expect(sampling).toBeGreaterThan(none);
    expect(weights).toBeGreaterThan(none);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await run({ patience: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
