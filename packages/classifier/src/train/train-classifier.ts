import type { EpochRecord, LabelledPrediction, MaskpredError } from '@maskpred/core';
import { type Engine, startEngine } from '@maskpred/core/tfjs';
import type { ModelMetadata } from '../metadata.js';
import { SHIPPED_MODEL } from '../shipped-model.js';
import { BACKBONE_NAME, BACKBONE_STAGES, INPUT_SIZE, stagesFrom, type Weights } from './backbone.js';
import { fitTemperature, predictionsOf } from './calibrate.js';
import { type Example, learntShares } from './examples.js';
import { createExtractorOf, type FeatureExtractor } from './extractor.js';
import { type Caches, openCaches } from './feature-caches.js';
import { cacheFeatures, type NodeCache, type SampleFeatures, type TrainingSample } from './features.js';
import { hashStages, sha256 } from './hash.js';
import { measure } from './metrics.js';
import { buildModelFolder, type ModelFolder } from './model-folder.js';
import { kernelEncoder } from './precision.js';
import { completePriors, correctLogits } from './priors.js';
import { readBackbone } from './read-backbone.js';
import { loadTrainState, saveTrainState, type TrainState } from './train-checkpoint.js';
import {
  fineTuneSettings,
  headSettings,
  type LabelConflict,
  readSettings,
  type TrainOptions,
  type TrainSettings,
} from './train-options.js';
import { trainPhases } from './train-phases.js';
import { assertEveryLabel, assertLabels, createSplit, describeSet, findConflicts } from './training-set.js';

export interface TrainResult {
  /** Write these files to a folder, and `loadClassifier(folder)` reads it. */
  readonly folder: ModelFolder;
  readonly metadata: ModelMetadata;
  readonly history: readonly EpochRecord[];
  /** What the model says of the pictures kept out, by id. */
  readonly heldOut: readonly LabelledPrediction[];
  /** The same before temperature scaling. */
  readonly heldOutUncalibrated: readonly LabelledPrediction[];
  /** Samples that could not be read, by id. */
  readonly skipped: readonly { readonly id: string; readonly error: MaskpredError }[];
  /** Pictures that took no part, because another label has them too. */
  readonly conflicts: readonly LabelConflict[];
  /** What looked at the pictures. */
  readonly engine: Engine;
  /** What the training ran on: `engine`, or `wasm` where that is `onnx`, which runs networks and trains none. */
  readonly trainingEngine: Engine;
  /** Of this call, milliseconds. */
  readonly durationMs: number;
  /** Whether `stopSignal` ended it before its time. */
  readonly isStopped: boolean;
}

/** What a training starts with. */
interface Start {
  readonly settings: TrainSettings;
  readonly labels: readonly string[];
  readonly priors: readonly number[];
  readonly weights: Weights;
  readonly isHeld: (sample: TrainingSample) => boolean;
  readonly engine: Engine;
  readonly trainingEngine: Engine;
}

/** What the caches hold. */
interface Prepared {
  readonly trained: readonly SampleFeatures[];
  readonly held: readonly SampleFeatures[];
  readonly skipped: TrainResult['skipped'];
  readonly conflicts: readonly LabelConflict[];
}

/**
 * Trains a head on what a frozen MobileNetV2 makes of the pictures and then, with `fineTune`, its last blocks as well:
 * transfer learning in two phases. Both run on caches, so that memory does not grow with the number of pictures when there is
 * a `cacheFolder`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for options out of range, UNKNOWN_LABEL for a sample whose label is not in
 * `labels`, EMPTY_SPLIT when a label has no picture to train on, WRITE_FAILED when cache or checkpoint cannot be written, and
 * what loading the backbone throws. Rejects with `signal.reason` when aborted; what was computed stays in cache and checkpoint.
 * @example
 * const { folder, metadata } = await trainClassifier(samples, { epochs: 50, seed: 1 });
 * console.log(metadata.metrics.accuracy); // { value: 0.9953, low: 0.9879, high: 0.9982, size: 636 }
 */
export async function trainClassifier(
  samples: readonly TrainingSample[],
  options: TrainOptions = {},
): Promise<TrainResult> {
  const startedAt = performance.now();
  const settings = readSettings(options);
  const labels = options.labels ?? [...new Set(samples.map((s) => s.label))].sort();
  assertLabels(labels, samples);
  const priors = completePriors(labels, options.priors ?? {});
  const engine = await startEngine(options);
  const trainingEngine = engine.name === 'onnx' ? await startEngine({ engine: 'wasm' }) : engine;
  const weights = await readBackbone(options.backbone ?? SHIPPED_MODEL);
  const isHeld = createSplit(settings.val, settings.seed);
  const start: Start = { settings, labels, priors, weights, isHeld, engine, trainingEngine };
  const extractor = await (options.createExtractor?.() ?? createExtractorOf(weights, options));
  let caches: Caches | undefined;
  try {
    caches = await openCaches(weights, {
      ...(settings.fineTune > 0 ? { block: settings.fineTuneFrom } : {}),
      engine: extractor.engine,
      folder: options.cacheFolder,
    });
    const prepared = await prepare(samples, start, extractor, nodeCachesOf(caches), options);
    await extractor.close();
    const { skipped, conflicts } = prepared;
    const result = await train(prepared, start, caches, options);
    const durationMs = performance.now() - startedAt;
    return { ...result, skipped, conflicts, engine, trainingEngine, durationMs };
  } finally {
    await extractor.close();
    for (const { cache } of nodeCachesOf(caches)) cache.close();
  }
}

/** Fills the caches and sorts the samples into their parts. */
async function prepare(
  samples: readonly TrainingSample[],
  { settings, labels, isHeld }: Start,
  extractor: FeatureExtractor,
  caches: readonly NodeCache[],
  options: TrainOptions,
): Promise<Prepared> {
  const { signal, stopSignal, onProgress = () => undefined } = options;
  const { seed, variants } = settings;
  const ordered = [...samples].sort((a, b) => (a.id < b.id ? -1 : 1));
  const skipped: { id: string; error: MaskpredError }[] = [];
  const cached = await cacheFeatures(ordered, extractor, caches, {
    seed,
    variantsOf: (sample) => (isHeld(sample) ? 0 : variants),
    signal: anyOf(signal, stopSignal),
    progress: {
      onSample: (done) => onProgress({ type: 'features-cached', done, total: ordered.length }),
      onSkip({ id }, error) {
        skipped.push({ id, error });
        onProgress({ type: 'sample-skipped', id, error });
      },
    },
  });

  const conflicts = findConflicts(cached);
  for (const conflict of conflicts) onProgress({ type: 'conflict-found', conflict });
  const left = new Set(conflicts.flatMap(({ ids }) => ids));
  const used = cached.filter(({ sample }) => !left.has(sample.id));
  const trained = used.filter(({ sample }) => !isHeld(sample));
  const held = used.filter(({ sample }) => isHeld(sample));
  assertEveryLabel(labels, trained, held);
  return { trained, held, skipped, conflicts };
}

async function train(
  { trained, held }: Prepared,
  start: Start,
  { features, activations }: Caches,
  options: TrainOptions,
): Promise<Omit<TrainResult, 'skipped' | 'conflicts' | 'engine' | 'trainingEngine' | 'durationMs'>> {
  const { settings, labels, priors, weights, engine, trainingEngine } = start;
  const { signal, stopSignal, checkpoint, onProgress = () => undefined } = options;
  const toExamples = ({ sample, keys }: SampleFeatures): Example[] =>
    keys.map((key) => ({ key, label: labels.indexOf(sample.label) }));
  const examples = trained.flatMap(toExamples);
  const heldExamples = held.flatMap(toExamples);
  const key = checkpointKey(start, examples, heldExamples, options);
  const from = checkpoint === undefined ? undefined : await resume(checkpoint, key, onProgress);
  const { fineTuneFrom: block } = settings;
  const result = await trainPhases(
    {
      weights,
      labelCount: labels.length,
      train: examples,
      held: heldExamples,
      features: features.cache,
      head: headSettings(settings),
      ...(activations
        ? { tail: { block, activations: activations.cache, settings: fineTuneSettings(settings) } }
        : {}),
    },
    {
      from,
      signal,
      stopSignal,
      async onEpoch(record, epochs, state) {
        if (checkpoint !== undefined) await saveTrainState(checkpoint, key, state);
        onProgress({ type: 'epoch-ended', ...record, epochs });
      },
    },
  );
  const { history, isStopped, head, heldLogits } = result;
  if (isStopped && history.length === 0) throw stopSignal!.reason;

  const truth = heldExamples.map(({ label }) => label);
  const temperature = held.length > 0 ? fitTemperature(heldLogits, truth, labels.length) : 1;
  const learnt = learntShares(examples, labels.length, settings.balance);
  const calibrated = correctLogits(heldLogits, temperature, priors, learnt);
  const metadata: ModelMetadata = {
    formatVersion: 1,
    labels: [...labels],
    inputSize: INPUT_SIZE,
    pixelRange: [-1, 1],
    cropMargin: settings.cropMargin,
    backbone: BACKBONE_NAME,
    seed: settings.seed,
    trainedAt: new Date().toISOString(),
    packageVersion: options.packageVersion ?? 'unknown',
    engines: { features: { ...engine }, training: { ...trainingEngine } },
    trainingSet: describeSet(labels, trained),
    ...(held.length > 0 ? { metrics: measure(labels, truth, calibrated) } : {}),
    temperature,
    priors: Object.fromEntries(labels.map((label, i) => [label, priors[i]!])),
    threshold: 0.5,
  };
  const changed = history.some(({ phase }) => phase === 'fine-tune') ? stagesFrom(block) : [];
  const folder = buildModelFolder(
    { weights: result.weights, encodeKernel: kernelEncoder(changed), head, learnt },
    metadata,
  );
  return {
    folder,
    metadata,
    history,
    heldOut: predictionsOf(labels, held, calibrated),
    heldOutUncalibrated: predictionsOf(labels, held, correctLogits(heldLogits, 1, priors, learnt)),
    isStopped,
  };
}

async function resume(
  path: string,
  key: string,
  onProgress: NonNullable<TrainOptions['onProgress']>,
): Promise<TrainState | undefined> {
  const { status, train: state } = await loadTrainState(path, key);
  if (status === 'other' || status === 'damaged') onProgress({ type: 'checkpoint-ignored', reason: status });
  if (state) onProgress({ type: 'resumed', phase: state.phase, epochsDone: state.epochs.done });
  return state;
}

/** Hash of everything that the trained weights depend on. */
function checkpointKey(
  { settings, labels, weights, engine: { name, version } }: Start,
  train: readonly Example[],
  held: readonly Example[],
  { packageVersion }: TrainOptions,
): string {
  const { cropMargin: _, ...parts } = settings; // only written down
  return sha256(
    JSON.stringify([parts, labels, name, version, packageVersion, hashStages(weights, BACKBONE_STAGES)]),
    ...[train, held].flatMap((examples) => [
      JSON.stringify(examples.map(({ key, label }) => `${label} ${key}`)),
    ]),
  );
}

const nodeCachesOf = (caches: Caches | undefined): NodeCache[] =>
  [caches?.features, caches?.activations].filter((cache) => cache !== undefined);

/** Aborted as soon as one of them is. */
function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
