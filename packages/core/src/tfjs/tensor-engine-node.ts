import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';
import type { Engine, EngineName } from './engine.js';
import { type EnginePackage, importEnginePackage } from './engine-package.js';
import { type EngineDriver, startEngineOf } from './tensor-engine.js';

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

/** Tensors of one version of TensorFlow.js's core are none of another's. */
export const TENSORFLOW_PACKAGE: EnginePackage = Object.freeze({
  engine: 'tensorflow',
  name: '@tensorflow/tfjs-node',
  versions: version_core,
  isAccepted: (version: string) => version === version_core,
  install: `npm i @tensorflow/tfjs-node@${version_core} (it downloads a native library)`,
});

async function loadTensorflow(): Promise<void> {
  // tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed (fixed in tensorflow/tfjs#8425, never released).
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1'; // warnings and errors, without the remarks on instruction sets
  await importEnginePackage(TENSORFLOW_PACKAGE, require);
}

const DRIVERS: readonly EngineDriver[] = [
  { name: 'wasm', backend: 'wasm', load: loadWasm },
  { name: 'tensorflow', backend: 'tensorflow', load: loadTensorflow },
];

/** Starts an engine of TensorFlow.js in Node, which computes with tensors. */
export function startTensorEngine(engine: EngineName): Promise<Engine> {
  return startEngineOf(DRIVERS, [], engine);
}
