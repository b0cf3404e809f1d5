import type * as tf from '@tensorflow/tfjs-core';
import type { EpochRecord } from '@maskpred/core';
import type { DecodedWeights } from '@maskpred/core/tfjs';
import type { Checkpoints, PhaseProgress } from './checkpoints.js';
import type { ViewInputs } from './inputs.js';
import { createOptimiser } from './optimiser.js';
import { BODY_SHARE } from './options.js';
import type { TrainProgress } from './progress.js';
import { type Phase, trainEpoch } from './train-phase.js';
import { createVariables } from './trainable-network.js';
import { validate } from './validate.js';
import type { View } from './views.js';

export interface PhaseWork {
  readonly phase: Phase;
  /** Weights that the phase starts from. */
  readonly weights: DecodedWeights;
  readonly inputs: ViewInputs;
  /** Scenes of the training part. */
  readonly sceneCount: number;
  readonly viewOf: (scene: number, epoch: number) => View;
  /** Views of the scenes that are kept out; none: the last epoch is the best. */
  readonly valViews: readonly View[];
  readonly seed: number;
  readonly checkpoints: Checkpoints;
  readonly signal?: AbortSignal | undefined;
  /** Ends the phase with its best epoch so far. */
  readonly stopSignal?: AbortSignal | undefined;
  readonly onProgress: (event: TrainProgress) => void;
}

export interface PhaseResult {
  /** Of the best epoch. */
  readonly weights: DecodedWeights;
  readonly history: readonly EpochRecord[];
}

/** Trains one phase, from where an earlier run left it, and returns the weights of its best epoch. */
export async function runPhase(work: PhaseWork): Promise<PhaseResult> {
  const { phase, weights, checkpoints, inputs, valViews, onProgress } = work;
  const variables = createVariables(weights, phase.from);
  const rates = { heads: phase.learningRate, body: phase.learningRate * BODY_SHARE };
  const optimiser = createOptimiser(variables, rates);
  try {
    let progress: PhaseProgress = { history: [], best: new Map(), bestAp: -1, bestEpoch: -1 };
    const found = await checkpoints.load(phase.name);
    if (found.status === 'found') {
      await optimiser.restore(found.checkpoint.optimiser);
      progress = found.checkpoint.progress;
      onProgress({ type: 'resumed', phase: phase.name, epoch: progress.history.length });
    } else if (found.status !== 'none') {
      onProgress({ type: 'checkpoint-ignored', phase: phase.name, reason: found.status });
    }
    while (progress.history.length < phase.epochs && !isStale(progress, phase)) {
      const epoch = progress.history.length;
      const start = performance.now();
      const result = await trainEpoch({ ...work, variables, optimiser }, epoch);
      if (!result) break; // stopped in the middle
      const valAp =
        valViews.length > 0
          ? await validate(optimiser.average, phase.from, inputs, valViews, phase.batchSize)
          : undefined;
      // Of equally good ones the last, whose average is of the smallest steps.
      const isBest = valAp === undefined || valAp >= progress.bestAp;
      const record: EpochRecord = {
        phase: phase.name,
        epoch,
        ...result,
        ...(valAp === undefined ? {} : { valAp }),
        durationMs: performance.now() - start,
      };
      progress = {
        history: [...progress.history, record],
        ...(isBest
          ? { best: await readAll(optimiser.average), bestAp: valAp ?? -1, bestEpoch: epoch }
          : { best: progress.best, bestAp: progress.bestAp, bestEpoch: progress.bestEpoch }),
      };
      await checkpoints.save(phase.name, { optimiser: await optimiser.save(), progress });
      onProgress({ type: 'epoch-ended', epochs: phase.epochs, isBest, ...record });
    }
    return { weights: withValues(weights, progress.best), history: progress.history };
  } finally {
    optimiser.dispose();
    for (const variable of variables.values()) variable.dispose();
  }
}

const isStale = ({ history, bestEpoch }: PhaseProgress, { patience }: Phase) =>
  history.length - 1 - bestEpoch >= patience;

async function readAll(tensors: ReadonlyMap<string, tf.Tensor>): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of tensors) values.set(name, Float32Array.from(await tensor.data()));
  return values;
}

/** The weights with some values replaced. */
function withValues(weights: DecodedWeights, values: ReadonlyMap<string, Float32Array>): DecodedWeights {
  const changed: DecodedWeights = new Map(weights);
  for (const [name, value] of values) changed.set(name, { shape: weights.get(name)!.shape, values: value });
  return changed;
}
