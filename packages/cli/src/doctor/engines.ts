import { createRandom, type RgbImage } from '@maskpred/core';
import { ENGINE_NAMES, type EngineName, startEngine } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector } from '@maskpred/detector';
import { type Failure, failureOf } from '../failure.js';
import { round } from '../numbers.js';

/** One inference, as the median of several after one to warm up; or why there is none. */
export type Timing = { readonly ms: number } | { readonly error: Failure };

export interface Timings {
  /** Finding faces in a picture of 640 x 480. */
  readonly detection: Timing;
  /** Labelling one crop of 112 x 112. */
  readonly classification: Timing;
}

/** An engine of this platform that runs here, or why it does not. */
export type EngineState =
  | { readonly name: EngineName; readonly runs: true; readonly version: string; readonly timings: Timings }
  | { readonly name: EngineName; readonly runs: false; readonly error: Failure };

/** The engine that commands use here without `--engine`. */
export type DefaultEngine = {
  /** As asked for: by the option, by MASKPRED_ENGINE, or `auto`. */
  readonly name: EngineName | 'auto';
  /** Why it is this one, for people. */
  readonly reason: string;
} & (
  { readonly runs: true; readonly startedAs: EngineName } | { readonly runs: false; readonly error: Failure }
);

const RUNS = 5;

/** Starts every engine of this platform, one after the other, and measures those that run. */
export async function examineEngines(): Promise<EngineState[]> {
  const states: EngineState[] = [];
  for (const name of ENGINE_NAMES) {
    try {
      const { version } = await startEngine({ engine: name });
      states.push({ name, runs: true, version, timings: await timeEngine(name) });
    } catch (error) {
      states.push({ name, runs: false, error: failureOf(error) });
    }
  }
  return states;
}

/** Starts the engine that commands use. @param option - what `--engine` says. */
export async function examineDefaultEngine(option: EngineName | 'auto' | undefined): Promise<DefaultEngine> {
  const fromEnvironment = (process.env['MASKPRED_ENGINE'] || undefined) as EngineName | 'auto' | undefined;
  const name = option ?? fromEnvironment ?? 'auto';
  const origin = option ? '--engine' : fromEnvironment ? 'MASKPRED_ENGINE' : 'nothing else was asked for';
  const rule = name === 'auto' ? ': auto takes onnx where it is installed, else wasm' : '';
  const reason = `${origin}${rule}`;
  try {
    return { name, reason, runs: true, startedAs: (await startEngine({ engine: name })).name };
  } catch (error) {
    return { name, reason, runs: false, error: failureOf(error) };
  }
}

async function timeEngine(engine: EngineName): Promise<Timings> {
  const picture = noise(640, 480);
  const crop = noise(112, 112);
  const detection = await timeOf(
    () => createFaceDetector({ engine }),
    (detector) => detector.detect(picture),
  );
  const classification = await timeOf(
    () => loadClassifier(undefined, { engine }),
    (classifier) => classifier.classify([crop]),
  );
  return { detection, classification };
}

async function timeOf<T extends { dispose(): void }>(
  create: () => Promise<T>,
  run: (part: T) => Promise<unknown>,
): Promise<Timing> {
  try {
    const part = await create();
    await run(part);
    const times: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const startedAt = performance.now();
      await run(part);
      times.push(performance.now() - startedAt);
    }
    part.dispose();
    return { ms: round(times.sort((a, b) => a - b)[Math.floor(RUNS / 2)], 1) };
  } catch (error) {
    return { error: failureOf(error) };
  }
}

function noise(width: number, height: number): RgbImage {
  const random = createRandom(1);
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.int(0, 255));
  return { data, width, height, channels: 3 };
}
