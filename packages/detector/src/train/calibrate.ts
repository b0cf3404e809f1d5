import { type Annotation, type FaceDetection, scaleBox, toRgb } from '@maskpred/core';
import type { Network } from '@maskpred/core/tfjs';
import { type BoxAdjustment, logit as logitOf } from '../decode.js';
import { matchDetections } from '../evaluation/index.js';
import { type CandidateGroup, evidenceOf, groupCandidates, type Scoring, scoreGroups } from '../group.js';
import { shrinkWithin } from '../letterbox.js';
import { findCandidates } from '../look.js';
import { DEFAULTS } from '../options.js';
import type { SsdMetadata } from '../ssd-model.js';
import { fitLogistic } from './logistic.js';
import type { CheckedScene } from './training-scene.js';

/** A detector that looks once is calibrated at these sizes together, one that looks twice at its default pair. */
const ONE_LOOK = [320, 384, 448, 512, 576, 640];
/** Boxes as the network was taught them: no edge is moved. */
const NO_ADJUSTMENT: BoxAdjustment = Object.freeze({ left: 0, top: 0, right: 0, bottom: 0 });
/** Candidates below this raw score are not looked at: no true face of any use is there. */
const CANDIDATE_SCORE = 0.02;
/** Overlap above which two candidates are one face. */
const MAX_OVERLAP = 0.45;
/** Smaller faces teach nothing about scores, pixels of the picture. */
const MIN_SIDE = 9;
/** The operating point is chosen on faces of at least this shorter side, pixels of the picture. */
const TARGET_SIDE = 24;
/** How much lower precision may be than recall there: what is behind the detector drops false faces, and brings no missed one back. */
const LEAN = 0.01;
/** The bias moves by at most this: a score is to stay near the chance of being a face. */
const MAX_SHIFT = 2;
/** Fewer faces found than this say nothing about scores. */
const LEAST_FACES = 20;

/** One picture as a detector that looks once or twice sees it. */
interface Sight {
  readonly groups: readonly CandidateGroup[];
  readonly faces: readonly Annotation[];
  /** Pixels of the larger input for one pixel of the picture. */
  readonly scale: number;
}

export interface CalibrateOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onScene?: (done: number) => void;
}

/**
 * What goes with a trained network: how its raw scores become the chance of being a face, 0.5 being where recall and
 * precision are best together. Boxes need no adjustment.
 *
 * @param scenes - best such as the network was not trained on: on others it is surer than it should be.
 * @param fallback - its scoring is kept where the network finds too few faces to fit one.
 */
export async function calibrate(
  network: Network,
  scenes: readonly CheckedScene[],
  fallback: SsdMetadata,
  { signal, onScene }: CalibrateOptions = {},
): Promise<SsdMetadata> {
  const once: Sight[] = [];
  const twice: Sight[] = [];
  for (const [i, scene] of scenes.entries()) {
    signal?.throwIfAborted();
    const looks = await lookAt(network, scene);
    for (const size of ONE_LOOK) once.push(sightOf(scene, looks, [size]));
    twice.push(sightOf(scene, looks, DEFAULTS.inputSize));
    onScene?.(i + 1);
  }
  const scoring = [once, twice].map((sights, i) => fitScoring(sights) ?? fallback.scoring[i]!);
  return {
    formatVersion: 1,
    kind: 'ssd-mobilenet-v1',
    boxAdjustment: NO_ADJUSTMENT,
    candidateScore: CANDIDATE_SCORE,
    maxOverlap: MAX_OVERLAP,
    scoring: [scoring[0]!, scoring[1]!],
  };
}

/** The raw candidates by input size. */
async function lookAt(network: Network, { scene }: CheckedScene): Promise<Map<number, FaceDetection[]>> {
  const image = toRgb(await scene.read());
  const picture = shrinkWithin(image, Math.max(...ONE_LOOK));
  const [scaleX, scaleY] = [image.width / picture.width, image.height / picture.height];
  const looks = new Map<number, FaceDetection[]>();
  for (const inputSize of new Set([...ONE_LOOK, ...DEFAULTS.inputSize])) {
    const options = { inputSize, minScore: CANDIDATE_SCORE, boxAdjustment: NO_ADJUSTMENT };
    const found = await findCandidates(network, picture, options);
    looks.set(
      inputSize,
      found.map((face) => ({ ...face, box: scaleBox(face.box, scaleX, scaleY) })),
    );
  }
  return looks;
}

function sightOf(
  { width, height, annotations }: CheckedScene,
  looks: ReadonlyMap<number, FaceDetection[]>,
  sizes: readonly number[],
): Sight {
  const candidates = sizes.flatMap((size) => looks.get(size)!);
  return {
    groups: groupCandidates(candidates, MAX_OVERLAP),
    faces: annotations,
    scale: sizes[0]! / Math.max(width, height),
  };
}

/** The scoring that fits what was seen; `undefined` when too few faces were. */
function fitScoring(sights: readonly Sight[]): Scoring | undefined {
  const rows: number[][] = [];
  const answers: (0 | 1)[] = [];
  for (const { groups, faces, scale } of sights) {
    const detections = groups.map((group) => ({ ...group, score: group.best }));
    for (const { detection, face, isIgnored } of matchDetections(detections, faces, { minSize: MIN_SIDE })
      .matches) {
      if (isIgnored) continue;
      const evidence = evidenceOf(detection, scale);
      rows.push([1, evidence.logit, evidence.support, evidence.size]);
      answers.push(face ? 1 : 0);
    }
  }
  const found = answers.filter((answer) => answer === 1).length;
  if (found < LEAST_FACES) return undefined;
  const [bias, logit, support, size] = fitLogistic(rows, answers) as [number, number, number, number];
  const shift = operatingShift(sights, { bias, logit, support, size });
  return {
    bias: rounded(bias + shift),
    logit: rounded(logit),
    support: rounded(support),
    size: rounded(size),
  };
}

/** By how much the bias moves so that recall and precision at a score of 0.5 are as high as they get together. */
function operatingShift(sights: readonly Sight[], scoring: Scoring): number {
  const outcomes: { readonly score: number; readonly isFace: boolean }[] = [];
  let size = 0;
  for (const { groups, faces, scale } of sights) {
    const found = matchDetections(scoreGroups(groups, scoring, scale), faces, { minSize: TARGET_SIDE });
    size += found.size;
    for (const { detection, face, isIgnored } of found.matches) {
      if (!isIgnored) outcomes.push({ score: detection.score, isFace: face !== undefined });
    }
  }
  outcomes.sort((a, b) => b.score - a.score);
  let best = { worse: 0, score: 0.5 };
  let hits = 0;
  outcomes.forEach(({ score, isFace }, i) => {
    if (isFace) hits++;
    const worse = Math.min(hits / size, hits / (i + 1) + LEAN);
    if (worse > best.worse) best = { worse, score };
  });
  const shift = -logitOf(best.score);
  return Math.min(MAX_SHIFT, Math.max(-MAX_SHIFT, shift));
}

const rounded = (value: number) => Number(value.toFixed(3));
