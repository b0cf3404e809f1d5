import type { EpochRecord } from '@maskpred/core';
import type { FeatureCache } from '@maskpred/core/train';
import type { Weights } from './backbone.js';
import { type EpochOptions, type EpochSettings, runEpochs } from './epoch-loop.js';
import type { Example } from './examples.js';
import { createHeadNetwork, type Head, HEAD_BIAS, HEAD_KERNEL } from './head.js';
import { createTailNetwork, replaceWeights } from './tail.js';
import type { TrainState } from './train-checkpoint.js';
import { disposeNetwork, predictLogits, takeSnapshot, type TrainableNetwork } from './trainable-network.js';

/** What is trained on what. */
export interface PhaseInputs {
  readonly weights: Weights;
  readonly labelCount: number;
  readonly train: readonly Example[];
  readonly held: readonly Example[];
  readonly features: FeatureCache;
  /** What the first block of the second phase reads. */
  readonly tail?: {
    readonly block: number;
    readonly activations: FeatureCache;
    readonly settings: EpochSettings;
  };
  readonly head: EpochSettings;
}

export interface PhaseOptions extends Pick<EpochOptions, 'signal' | 'stopSignal'> {
  /** Goes on from there. */
  readonly from?: TrainState | undefined;
  /** After each epoch, with the number of epochs of its phase. */
  readonly onEpoch: (record: EpochRecord, epochs: number, state: TrainState) => Promise<void>;
}

export interface PhaseResult {
  readonly weights: Weights;
  readonly head: Head;
  /** Of the pictures kept out, `[held.length, labelCount]`. */
  readonly heldLogits: Float32Array;
  readonly history: readonly EpochRecord[];
  readonly isStopped: boolean;
}

/** Trains the head, and then, where `tail` is given, the last blocks with it. */
export async function trainPhases(inputs: PhaseInputs, options: PhaseOptions): Promise<PhaseResult> {
  const { weights, labelCount, train, held, features, tail } = inputs;
  const { from, onEpoch, ...signals } = options;
  const history: EpochRecord[] = [...(from?.history ?? [])];

  async function run(network: TrainableNetwork, settings: EpochSettings): Promise<PhaseResult> {
    const { phase, epochs } = settings;
    try {
      const { isStopped } = await runEpochs(network, train, held, settings, {
        ...signals,
        from: from?.phase === phase ? from.epochs : undefined,
        onEpoch(record, state) {
          history.push(record);
          return onEpoch(record, epochs, { phase, epochs: state, history });
        },
      });
      const { [HEAD_KERNEL]: kernel, [HEAD_BIAS]: bias, ...trained } = takeSnapshot(network);
      const heldLogits = predictLogits(
        network,
        held.map(({ key }) => key),
      );
      const head = { kernel: kernel!, bias: bias! };
      return { weights: replaceWeights(weights, trained), head, heldLogits, history, isStopped };
    } finally {
      disposeNetwork(network);
    }
  }

  const isHeadDone = tail !== undefined && from?.phase === tail.settings.phase;
  const first = isHeadDone ? undefined : await run(createHeadNetwork(labelCount, features), inputs.head);
  if (!tail || first?.isStopped) return first!;
  const head = first?.head ?? {
    kernel: from!.epochs.values[HEAD_KERNEL]!,
    bias: from!.epochs.values[HEAD_BIAS]!,
  };
  return run(createTailNetwork(weights, head, tail.block, tail.activations), tail.settings);
}
