import { assertArgument, type Classifier, type FaceDetector } from '@maskpred/core';
import type { EngineOptions } from '@maskpred/core/tfjs';

export interface VideoPredictorOptions<L extends string = string> extends EngineOptions {
  /** Finds the faces. @default createFaceDetector() of `@maskpred/detector` */
  readonly detector?: FaceDetector;
  /** Labels the crops. @default loadClassifier() of `@maskpred/classifier`: the weights that ship */
  readonly classifier?: Classifier<L>;
  /** Whether faces decided to be `not-face` are answered too. @default false */
  readonly keepNotFace?: boolean;
  /** Frames nearer than this to the last one looked at are dropped, milliseconds. @default 100 */
  readonly intervalMs?: number;
  /** A face must be found with this score to be followed, 0 to 1. @default 0.5 */
  readonly startScore?: number;
  /** A face that is followed already may be found with this score, 0 to `startScore`. @default 0.25 */
  readonly keepScore?: number;
  /** In how many looks a face must be found before it is answered, 1 or more. @default 2 */
  readonly minHits?: number;
  /** A face that was not found for longer is given up, milliseconds. @default 700 */
  readonly maxMissedMs?: number;
  /** Accumulated log-odds at which a label is decided; one look brings at most 2.2. @default 3 */
  readonly decideAt?: number;
  /** After this time a look at a face counts half, milliseconds. @default 1000 */
  readonly halfLifeMs?: number;
  /** A decided face is classified again after this time, milliseconds; 0 classifies it in every look. @default 400 */
  readonly recheckMs?: number;
}

/** Every number that rules the tracks. */
export type VideoSettings = Required<Omit<VideoPredictorOptions, 'detector' | 'classifier' | 'engine'>>;

/** The defaults of {@link VideoPredictorOptions}. */
export const VIDEO_DEFAULTS: VideoSettings = Object.freeze({
  keepNotFace: false,
  intervalMs: 100,
  startScore: 0.5,
  keepScore: 0.25,
  minHits: 2,
  maxMissedMs: 700,
  decideAt: 3,
  halfLifeMs: 1000,
  recheckMs: 400,
});

/**
 * The numbers with defaults filled in.
 * @throws {MaskpredError} INVALID_ARGUMENT for a value out of range.
 */
export function resolveVideoSettings(options: Partial<VideoSettings>): VideoSettings {
  const settings = { ...VIDEO_DEFAULTS };
  for (const name of Object.keys(settings) as (keyof VideoSettings)[]) {
    if (options[name] !== undefined) Object.assign(settings, { [name]: options[name] });
  }
  const { intervalMs, startScore, keepScore, minHits, maxMissedMs, decideAt, halfLifeMs, recheckMs } =
    settings;
  const check = (name: string, value: number, isRight: boolean, expected: string) =>
    assertArgument(isRight, `createVideoPredictor: ${name} is ${expected}, got ${String(value)}.`);
  const isTime = (value: number) => Number.isFinite(value) && value >= 0;
  check('intervalMs', intervalMs, isTime(intervalMs), 'a number of milliseconds from 0');
  check('startScore', startScore, startScore >= 0 && startScore <= 1, 'a number from 0 to 1');
  check('keepScore', keepScore, keepScore >= 0 && keepScore <= startScore, 'a number from 0 to startScore');
  check('minHits', minHits, Number.isInteger(minHits) && minHits >= 1, 'a whole number of at least 1');
  check('maxMissedMs', maxMissedMs, isTime(maxMissedMs), 'a number of milliseconds from 0');
  check('decideAt', decideAt, decideAt > 0 && decideAt <= 6, 'a number above 0 and at most 6');
  check('halfLifeMs', halfLifeMs, halfLifeMs > 0, 'a number of milliseconds above 0');
  check('recheckMs', recheckMs, isTime(recheckMs), 'a number of milliseconds from 0');
  return settings;
}
