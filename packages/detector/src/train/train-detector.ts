import { type EpochRecord, MaskpredError, type SceneEvaluation, type SceneFinding } from '@maskpred/core';
import {
  type DecodedWeights,
  type EngineName,
  type EngineOptions,
  type GraphModelFiles,
  loadBuiltNetwork,
  type ModelSource,
  readModelWeights,
  startEngine,
} from '@maskpred/core/tfjs';
import { registerGradients } from '@maskpred/core/train';
import { buildSsdGraph, withMetadata } from '../ssd-graph.js';
import { loadSsdModel, OUTPUTS, SHIPPED_MODEL, type SsdMetadata } from '../ssd-model.js';
import { calibrate } from './calibrate.js';
import { type Checkpoints, openCheckpoints } from './checkpoints.js';
import { sha256 } from './hash.js';
import { createCachedInputs, createPictureInputs, type ViewInputs } from './inputs.js';
import { measureDetector } from './measure.js';
import {
  FINE_TUNE_SHARE,
  resolveTrainSettings,
  type TrainDetectorOptions,
  type TrainSettings,
} from './options.js';
import type { TrainProgress } from './progress.js';
import { runPhase } from './run-phase.js';
import type { Phase } from './train-phase.js';
import { type CheckedScene, checkScene, type SceneProblem, type TrainingScene } from './training-scene.js';
import { createViews } from './views.js';

/** What a training comes to. */
export interface TrainedDetector {
  /** What it was trained on. */
  readonly engine: EngineName;
  /** The model folder's files by name: `model.json` and its shards. */
  readonly folder: GraphModelFiles;
  /** Of each epoch of each phase, in order. */
  readonly history: readonly EpochRecord[];
  /** Whether `stopSignal` ended the training early; the same call then goes on from its checkpoint. */
  readonly isStopped: boolean;
  /** What was wrong with scenes, in their order. */
  readonly problems: readonly SceneProblem[];
  /** Scenes and faces that were trained on, and kept out. */
  readonly counts: {
    readonly train: { readonly scenes: number; readonly faces: number };
    readonly val: { readonly scenes: number; readonly faces: number };
  };
  /** Hash of pictures, boxes and parts. */
  readonly trainingSet: string;
  /** Of the scenes that were kept out, which calibrated it too; absent where there are none. */
  readonly evaluation?: SceneEvaluation;
  /** What became of each of their faces. */
  readonly findings: readonly SceneFinding[];
}

/**
 * Trains the face detector on pictures with boxes: first its heads on what the frozen network makes of the pictures, then,
 * where `fineTune` asks for it, a part of the network with them. Boxes come out as these pictures' boxes are drawn, and
 * scores as the measured chance of being a face. Labels of the faces play no part.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for an option out of range, EMPTY_SPLIT when no scene is left to train on,
 * MODEL_LOAD_FAILED or MODEL_INCOMPATIBLE for `start`, WRITE_FAILED for cache and checkpoints, and what starting the
 * engine throws. What is wrong with single scenes is reported, and the rest is trained.
 * @example
 * const { folder, evaluation } = await trainDetector(scenes, { epochs: 24, cacheFolder: '.cache' });
 * console.log(Object.keys(folder)); // [ 'group1-shard1of2.bin', 'group1-shard2of2.bin', 'model.json' ]
 */
export async function trainDetector(
  scenes: readonly TrainingScene[],
  options: TrainDetectorOptions = {},
): Promise<TrainedDetector> {
  const settings = resolveTrainSettings(options);
  const { signal, stopSignal, start = SHIPPED_MODEL, checkpointFolder, cacheFolder } = options;
  const onProgress = options.onProgress ?? (() => undefined);
  // Training needs tensors and gradients, which ONNX Runtime has not.
  const { name: engine } = await startEngine(options.engine === undefined ? {} : { engine: options.engine });
  const engineOptions = { engine };
  await registerGradients();
  const weights = await readModelWeights(start);
  const startMetadata = await readMetadata(start, engineOptions);

  const { checked, problems } = await checkScenes(scenes, settings, { signal, onProgress });
  const train = checked.filter(({ part }) => part === 'train');
  const val = checked.filter(({ part }) => part === 'val');
  if (train.length === 0) throw noScenes(scenes.length, problems.length);

  const trainingSet = hashOf(checked);
  const identity = sha256(JSON.stringify([trainingSet, settings, hashOfWeights(weights)]));
  const checkpoints = openCheckpoints(checkpointFolder, identity);
  const work = { train, val, settings, cacheFolder, checkpoints, signal, stopSignal, onProgress };
  const trained = await runPhases(weights, work);
  const isStopped = stopSignal?.aborted ?? false;
  if (isStopped && trained.history.length === 0) stopSignal?.throwIfAborted(); // there is nothing to write
  if (isStopped) onProgress({ type: 'stopping' });

  const built = buildSsdGraph(trained.weights, startMetadata);
  const judges = thinned(val.length > 0 ? val : train, MOST_JUDGES);
  const network = await loadBuiltNetwork(built, { ...engineOptions, outputs: OUTPUTS });
  let metadata: SsdMetadata;
  let measured: Awaited<ReturnType<typeof measureDetector>> | undefined;
  try {
    metadata = await calibrate(network, judges, startMetadata, {
      signal,
      onScene: (done) => onProgress({ type: 'scene-calibrated', done, total: judges.length }),
    });
    if (val.length > 0) {
      measured = await measureDetector({ network, metadata }, val, {
        signal,
        onScene: (done) => onProgress({ type: 'scene-measured', done, total: val.length }),
      });
    }
  } finally {
    network.dispose();
  }
  if (!isStopped) await checkpoints.clear();
  return {
    engine,
    folder: withMetadata(built, metadata),
    history: trained.history,
    isStopped,
    problems,
    counts: { train: countOf(train), val: countOf(val) },
    trainingSet,
    ...(measured ? { evaluation: measured.evaluation } : {}),
    findings: measured?.findings ?? [],
  };
}

/** Scenes that scores are calibrated on at most: at seven looks a scene it takes minutes, and four numbers need no more. */
const MOST_JUDGES = 200;

/** At most so many, evenly spread. */
function thinned<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(items.length, most) }, (_, i) => items[Math.floor(i * step)]!);
}

interface Run {
  readonly train: readonly CheckedScene[];
  readonly val: readonly CheckedScene[];
  readonly settings: TrainSettings;
  readonly cacheFolder: string | undefined;
  readonly checkpoints: Checkpoints;
  readonly signal: AbortSignal | undefined;
  readonly stopSignal: AbortSignal | undefined;
  readonly onProgress: (event: TrainProgress) => void;
}

async function runPhases(
  start: DecodedWeights,
  run: Run,
): Promise<{ weights: DecodedWeights; history: readonly EpochRecord[] }> {
  let weights = start;
  const history: EpochRecord[] = [];
  for (const phase of phasesOf(run.settings)) {
    if (run.stopSignal?.aborted) break;
    const result = await runOne(phase, weights, run);
    weights = result.weights;
    history.push(...result.history);
  }
  return { weights, history };
}

async function runOne(phase: Phase, weights: DecodedWeights, run: Run) {
  const { train, val, settings, cacheFolder, checkpoints, signal, stopSignal, onProgress } = run;
  const { seed, variants } = settings;
  const isWhole = phase.from === 0;
  const inputs: ViewInputs = isWhole
    ? createPictureInputs()
    : await createCachedInputs(weights, phase.from, cacheFolder);
  try {
    const trainView = createViews(train, seed);
    const valView = createViews(val, seed);
    const valViews = val.map((_, scene) => valView(scene, 0));
    if (!isWhole) {
      const all = train.flatMap((_, scene) =>
        Array.from({ length: variants + 1 }, (__, variant) => trainView(scene, variant)),
      );
      const views = [...all, ...valViews];
      await inputs.prepare(views, {
        signal,
        onView: (done) => onProgress({ type: 'view-cached', phase: phase.name, done, total: views.length }),
      });
      onProgress({ type: 'cache-ready', phase: phase.name, views: views.length, bytes: inputs.diskBytes });
    }
    return await runPhase({
      phase,
      weights,
      inputs,
      sceneCount: train.length,
      // Neighbours are at different variants of theirs in one epoch; the whole network sees new ones each time.
      viewOf: (scene, epoch) => trainView(scene, isWhole ? epoch + 1 : (epoch + scene) % (variants + 1)),
      valViews,
      seed,
      checkpoints,
      signal,
      stopSignal,
      onProgress,
    });
  } finally {
    inputs.close();
  }
}

function phasesOf(settings: TrainSettings): Phase[] {
  const { epochs, fineTune, fineTuneFrom, patience, batchSize, learningRate } = settings;
  const phases: Phase[] = [
    { name: 'heads', from: 'heads', epochs, patience, batchSize, learningRate },
    {
      name: 'fine-tune',
      from: fineTuneFrom,
      epochs: fineTune,
      patience,
      batchSize,
      learningRate: learningRate * FINE_TUNE_SHARE,
    },
  ];
  return phases.filter((phase) => phase.epochs > 0);
}

async function checkScenes(
  scenes: readonly TrainingScene[],
  { seed, val }: TrainSettings,
  { signal, onProgress }: Pick<Run, 'signal' | 'onProgress'>,
): Promise<{ checked: CheckedScene[]; problems: SceneProblem[] }> {
  const checked: CheckedScene[] = [];
  const problems: SceneProblem[] = [];
  const known = new Map<string, string>();
  for (const [i, scene] of scenes.entries()) {
    signal?.throwIfAborted();
    const result = await checkScene(scene, { seed, val, known });
    if (result.checked) checked.push(result.checked);
    for (const problem of result.problems) onProgress({ type: 'scene-problem', problem });
    problems.push(...result.problems);
    onProgress({ type: 'scene-checked', done: i + 1, total: scenes.length });
  }
  return { checked, problems };
}

async function readMetadata(start: ModelSource, options: EngineOptions): Promise<SsdMetadata> {
  const { network, metadata } = await loadSsdModel(start, options);
  network.dispose();
  return metadata;
}

function hashOf(scenes: readonly CheckedScene[]): string {
  return sha256(JSON.stringify(scenes.map(({ sha256: hash, faces, part }) => [hash, faces, part])));
}

function hashOfWeights(weights: DecodedWeights): string {
  return sha256(
    ...[...weights.values()].map(
      ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    ),
  );
}

function countOf(scenes: readonly CheckedScene[]) {
  return { scenes: scenes.length, faces: scenes.reduce((sum, { faces }) => sum + faces.length, 0) };
}

function noScenes(given: number, problems: number): MaskpredError {
  return new MaskpredError(
    'EMPTY_SPLIT',
    `trainDetector: of ${given} scenes none is left to train on (${problems} had problems, the others are kept out). ` +
      'Give pictures with boxes, or keep fewer out.',
  );
}
