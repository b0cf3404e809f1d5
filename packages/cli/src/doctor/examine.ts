import { createRequire } from 'node:module';
import os from 'node:os';
import { createRandom, messageOf, type RgbImage } from '@maskpred/core';
import { ENGINE_NAMES, type EngineName, startEngine } from '@maskpred/core/tfjs';
import { loadClassifier } from '@maskpred/classifier';
import { createFaceDetector } from '@maskpred/detector';
import { type Failure, failureOf } from '../failure.js';
import { round } from '../numbers.js';

export interface EngineState {
  /** As asked for; `auto` chooses. */
  readonly name: EngineName | 'auto';
  readonly runs: boolean;
  /** The engine that `name` came to. */
  readonly startedAs?: EngineName;
  readonly error?: Failure;
}

/** Milliseconds, or why there are none. */
export type Timing = { readonly ms: number } | { readonly error: Failure };

/** What this machine has. */
export interface Examination {
  readonly node: string;
  /** `linux x64` */
  readonly platform: string;
  readonly cpu: string;
  /** Logical processors that Node may use. */
  readonly processors: number;
  readonly memoryGiB: number;
  readonly packages: Readonly<Record<string, string>>;
  readonly engines: readonly EngineState[];
  /** The engine that commands use here without `--engine`. */
  readonly defaultEngine: EngineState;
  /** Median of several runs on the default engine, after one to warm up. */
  readonly timings: {
    /** Finding faces in a picture of 640 x 480. */
    readonly detection: Timing;
    /** Labelling one crop of 112 x 112. */
    readonly classification: Timing;
  };
}

const PACKAGES = [
  '@maskpred/cli',
  '@maskpred/core',
  '@maskpred/detector',
  '@maskpred/classifier',
  '@maskpred/predictor',
  '@maskpred/dataset',
  '@tensorflow/tfjs-core',
] as const;

const RUNS = 5;

/** Looks at this machine. @param engine - the one to take as the default. */
export async function examineMachine(engine?: EngineName | 'auto'): Promise<Examination> {
  const engines: EngineState[] = [];
  for (const name of ENGINE_NAMES) engines.push(await tryEngine(name));
  const defaultEngine = await tryEngine(engine);
  const options = engine === undefined ? {} : { engine };
  const picture = noise(640, 480);
  const crop = noise(112, 112);
  const detection = await timeOf(
    () => createFaceDetector(options),
    (detector) => detector.detect(picture),
  );
  const classification = await timeOf(
    () => loadClassifier(undefined, options),
    (classifier) => classifier.classify([crop]),
  );
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    processors: os.availableParallelism(),
    memoryGiB: round(os.totalmem() / 2 ** 30, 1),
    packages: {
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
      ...(await imageLibraries()),
    },
    engines,
    defaultEngine,
    timings: { detection, classification },
  };
}

async function tryEngine(engine?: EngineName | 'auto'): Promise<EngineState> {
  const name = engine ?? ((process.env['MASKPRED_ENGINE'] || 'auto') as EngineName | 'auto');
  try {
    return { name, runs: true, startedAs: (await startEngine({ engine: name })).name };
  } catch (error) {
    return { name, runs: false, error: failureOf(error) };
  }
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

/** Sharp and the library under it: what decodes pictures differs by their versions. */
async function imageLibraries(): Promise<Record<string, string>> {
  try {
    const { versions } = (await import('sharp')).default;
    return { sharp: versions.sharp, libvips: versions.vips };
  } catch (error) {
    return { sharp: `does not load: ${messageOf(error)}` };
  }
}

function versionOf(name: string): string {
  try {
    const require = createRequire(import.meta.url);
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'not found';
  }
}
