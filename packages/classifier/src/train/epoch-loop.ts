import * as tf from '@tensorflow/tfjs-core';
import type { EpochRecord } from '@maskpred/core';
import { type AdamState, readAdamState, registerGradients, restoreAdam } from '@maskpred/core/train';
import { fitTemperature } from './calibrate.js';
import { type Balance, drawExamples, type Example, weightsOf } from './examples.js';
import { seedOf } from './hash.js';
import { learningRateAt, type Schedule } from './learning-rate.js';
import { countHits, logLoss, softmaxRows } from './metrics.js';
import {
  predictLogits,
  restoreSnapshot,
  type Snapshot,
  takeSnapshot,
  type TrainableNetwork,
} from './trainable-network.js';

/** How a phase of the training runs. */
export interface EpochSettings {
  readonly phase: string;
  readonly epochs: number;
  /** Examples an epoch at most. */
  readonly examplesPerEpoch: number;
  readonly batchSize: number;
  /** Of Adam, at its highest. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Share of the steps. */
  readonly warmUp: number;
  readonly balance: Balance;
  /** Share of the truth that is spread over all labels (Szegedy et al. 2016, arXiv:1512.00567). */
  readonly labelSmoothing: number;
  /** Pulls the kernels towards 0: this times half the sum of their squares is added to the loss. */
  readonly weightDecay: number;
  /** Epochs without a lower loss on the pictures kept out, after which the phase ends; 0 for never. */
  readonly patience: number;
  readonly seed: number;
}

/** Where a phase stands between two epochs. */
export interface EpochState {
  /** Epochs done. */
  readonly done: number;
  readonly values: Snapshot;
  readonly adam: AdamState;
  /** The epoch with the lowest loss on the pictures kept out, at its best temperature; absent when none are. */
  readonly best?: { readonly epoch: number; readonly loss: number; readonly values: Snapshot };
}

export interface EpochOptions {
  /** Goes on from there. @default the network as it is */
  readonly from?: EpochState | undefined;
  /** Rejects at once. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the phase at once, with the best epoch so far. */
  readonly stopSignal?: AbortSignal | undefined;
  /** After each epoch; the next one waits for it. */
  readonly onEpoch: (record: EpochRecord, state: EpochState) => Promise<void>;
}

/**
 * Trains a network for some epochs and leaves the result in its variables: the last epoch's, or with `patience` that of the
 * lowest loss on the pictures kept out. Each epoch draws its order from a seed of its own, and its optimiser starts from the
 * state that a checkpoint holds, so that a run which was interrupted ends with the same bits as one which was not.
 *
 * @returns whether it was stopped before its time.
 */
export async function runEpochs(
  network: TrainableNetwork,
  train: readonly Example[],
  held: readonly Example[],
  settings: EpochSettings,
  options: EpochOptions,
): Promise<{ readonly isStopped: boolean }> {
  await registerGradients();
  const { epochs, patience, learningRate } = settings;
  const variables = [...network.variables.values()];
  let state: EpochState = options.from ?? {
    done: 0,
    values: takeSnapshot(network),
    adam: { iterations: 0, moments: [] },
  };
  restoreSnapshot(network, state.values);

  while (state.done < epochs && !isOutOfPatience(state, patience)) {
    const optimizer = await restoreAdam(state.adam, variables, learningRate);
    try {
      const start = performance.now();
      const epoch = state.done;
      const figures = await runEpoch(network, optimizer, train, epoch, settings, options);
      if (!figures) {
        restoreSnapshot(network, (state.best ?? state).values);
        return { isStopped: true };
      }
      const values = takeSnapshot(network);
      const assessed = held.length > 0 ? assess(network, held) : undefined;
      const isBest = assessed && assessed.loss < (state.best?.loss ?? Infinity);
      const best = isBest ? { epoch, loss: assessed.loss, values } : state.best;
      state = { done: epoch + 1, values, adam: await readAdamState(optimizer), ...(best ? { best } : {}) };
      const durationMs = performance.now() - start;
      await options.onEpoch(
        { phase: settings.phase, epoch, ...figures, ...assessed?.record, durationMs },
        state,
      );
    } finally {
      optimizer.dispose();
    }
  }
  if (patience > 0 && state.best) restoreSnapshot(network, state.best.values);
  return { isStopped: false };
}

function isOutOfPatience({ done, best }: EpochState, patience: number): boolean {
  return patience > 0 && best !== undefined && done - best.epoch > patience;
}

/** One pass; nothing when it was stopped in the middle. */
async function runEpoch(
  network: TrainableNetwork,
  optimizer: tf.AdamOptimizer,
  train: readonly Example[],
  epoch: number,
  settings: EpochSettings,
  { signal, stopSignal }: EpochOptions,
): Promise<(Pick<EpochRecord, 'loss' | 'learningRate'> & { accuracy: number }) | undefined> {
  const { phase, seed, epochs, batchSize, balance, examplesPerEpoch } = settings;
  const count = Math.min(train.length, examplesPerEpoch);
  const order = drawExamples(train, { balance, count, seed: seedOf(seed, phase, epoch) });
  const labelWeights = weightsOf(train, network.labelCount, balance);
  const steps = Math.ceil(order.length / batchSize);
  let lossSum = 0;
  let hits = 0;
  let learningRate = 0;
  for (let step = 0; step < steps; step++) {
    await new Promise((resolve) => setImmediate(resolve)); // lets cancellation in between two steps, which block
    signal?.throwIfAborted();
    if (stopSignal?.aborted) return undefined;
    const progress = (epoch * steps + step + 0.5) / (epochs * steps); // of the middle of the step: no step is of rate 0
    learningRate = learningRateAt(settings.learningRate, progress, settings.schedule, settings.warmUp);
    Object.assign(optimizer, { learningRate });
    const batch = order.slice(step * batchSize, (step + 1) * batchSize);
    const result = takeStep(network, optimizer, batch, labelWeights, settings);
    lossSum += result.loss * batch.length;
    hits += result.hits;
  }
  return { loss: lossSum / order.length, accuracy: hits / order.length, learningRate };
}

function takeStep(
  network: TrainableNetwork,
  optimizer: tf.AdamOptimizer,
  batch: readonly Example[],
  labelWeights: readonly number[],
  { labelSmoothing, weightDecay }: EpochSettings,
): { loss: number; hits: number } {
  const { labelCount } = network;
  const labels = batch.map(({ label }) => label);
  return tf.tidy(() => {
    const truth = tf.oneHot(tf.tensor1d(labels, 'int32'), labelCount);
    const weights = tf.tensor1d(labels.map((label) => labelWeights[label]!));
    let logits: tf.Tensor2D | undefined;
    const variables = [...network.variables.values()];
    const loss = optimizer.minimize(
      () => {
        logits = tf.keep(network.logits(batch.map(({ key }) => key)));
        const fit = tf.losses.softmaxCrossEntropy(truth, logits, weights, labelSmoothing);
        return tf.add(fit, penaltyOf(network, weightDecay)) as tf.Scalar;
      },
      true,
      variables,
    )!;
    const hits = countHits(logits!.dataSync() as Float32Array, labels, labelCount);
    logits!.dispose();
    return { loss: loss.dataSync()[0]!, hits };
  });
}

function penaltyOf({ variables }: TrainableNetwork, weightDecay: number): tf.Scalar {
  if (weightDecay === 0) return tf.scalar(0);
  const kernels = [...variables].filter(([name]) => name.endsWith('/kernel'));
  const sums = kernels.map(([, kernel]) => tf.sum(tf.square(kernel)));
  return tf.mul(tf.addN(sums), weightDecay / 2);
}

/** How good the network is on the pictures kept out. */
function assess(network: TrainableNetwork, held: readonly Example[]) {
  const { labelCount } = network;
  const logits = predictLogits(
    network,
    held.map(({ key }) => key),
  );
  const truth = held.map(({ label }) => label);
  const lossAt = (temperature: number) =>
    logLoss(softmaxRows(logits, labelCount, temperature), truth, labelCount);
  return {
    record: { valLoss: lossAt(1), valAccuracy: countHits(logits, truth, labelCount) / truth.length },
    // Smoothed labels hold scores down, so that the plain loss soon stands still while answers still get better.
    loss: lossAt(fitTemperature(logits, truth, labelCount)),
  };
}
