import { createRequire } from 'node:module';
import os from 'node:os';
import { messageOf } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';
import { type Failure, failureOf } from '../failure.js';
import { round } from '../numbers.js';
import { findFfmpeg } from '../video/ffmpeg.js';
import { type DefaultEngine, examineDefaultEngine, examineEngines, type EngineState } from './engines.js';

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
  /** What reads videos and cameras, or why nothing does. */
  readonly ffmpeg: FfmpegState;
  /** Of this platform, each with its speed. */
  readonly engines: readonly EngineState[];
  readonly defaultEngine: DefaultEngine;
}

/** The program that this machine has, or what to do. */
export type FfmpegState =
  { readonly program: string; readonly version: string } | { readonly error: Failure };

const PACKAGES = [
  '@maskpred/cli',
  '@maskpred/core',
  '@maskpred/detector',
  '@maskpred/classifier',
  '@maskpred/predictor',
  '@maskpred/dataset',
  '@tensorflow/tfjs-core',
] as const;

/** Looks at this machine. @param engine - the one to take as the default. */
export async function examineMachine(engine?: EngineName | 'auto'): Promise<Examination> {
  const engines = await examineEngines();
  const defaultEngine = await examineDefaultEngine(engine);
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
    ffmpeg: await examineFfmpeg(),
    engines,
    defaultEngine,
  };
}

async function examineFfmpeg(): Promise<FfmpegState> {
  try {
    return await findFfmpeg();
  } catch (error) {
    return { error: failureOf(error) };
  }
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
