import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MaskpredError } from '../error.js';
import {
  type Engine,
  type EngineDriver,
  type EngineOptions,
  type EngineName,
  startEngineOf,
} from './engine.js';

const require = createRequire(import.meta.url);

/** Emscripten's start-up code installs handlers that end the process on any error, whatever the application handles. */
const HIJACKED_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

async function loadWasm(): Promise<() => void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(join(folder, 'dist/'));
  const before = HIJACKED_EVENTS.map((event) => process.rawListeners(event));
  return () => {
    HIJACKED_EVENTS.forEach((event, i) => {
      const added = process.rawListeners(event).filter((listener) => !before[i]!.includes(listener));
      for (const listener of added) process.removeListener(event, listener as () => void);
    });
  };
}

async function loadTensorflow(): Promise<void> {
  // tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed (fixed in tensorflow/tfjs#8425, never released).
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    // A variable keeps bundlers and the declaration build from following an optional package.
    const name = '@tensorflow/tfjs-node';
    await import(name);
  } catch (error) {
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      'The engine tensorflow needs @tensorflow/tfjs-node, which is not installed or does not load here: ' +
        'npm i @tensorflow/tfjs-node@4.22.0 (it downloads a native library). The engine wasm needs nothing.',
      { cause: error },
    );
  }
}

const DRIVERS: readonly EngineDriver[] = [
  { name: 'wasm', backend: 'wasm', load: loadWasm },
  { name: 'tensorflow', backend: 'tensorflow', load: loadTensorflow },
];

/** The engines of this platform, in order. */
export const ENGINE_NAMES: readonly EngineName[] = DRIVERS.map(({ name }) => name);

/**
 * Starts an engine and proves that it is the one that computes. TensorFlow.js has one engine a process: starting
 * another one switches everything that runs afterwards.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a name that this platform does not have, MISSING_DEPENDENCY when its
 * package is not installed, ENGINE_UNAVAILABLE when it does not start or TensorFlow.js fell back to another.
 * @example
 * await startEngine(); // { name: 'wasm', version: '4.22.0' }
 */
export function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const engine = options.engine ?? ((process.env['MASKPRED_ENGINE'] || 'auto') as EngineName);
  return startEngineOf(DRIVERS, ['wasm'], engine);
}
