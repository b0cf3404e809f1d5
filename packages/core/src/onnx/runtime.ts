import { createRequire } from 'node:module';
import { type EnginePackage, type ImportedPackage, importEnginePackage } from '../tfjs/engine-package.js';

/** As much of `onnxruntime-node` as is used here; the package is optional, and so are its types. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: SessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxValue;
}

export interface SessionOptions {
  readonly executionProviders: readonly string[];
  /** Threads of one run; 0 is one a core. */
  readonly intraOpNumThreads: number;
  /** 0 is verbose, 4 fatal. */
  readonly logSeverityLevel: number;
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  run(feeds: Readonly<Record<string, OnnxValue>>): Promise<Readonly<Record<string, OnnxValue>>>;
  release(): Promise<void>;
}

export interface OnnxValue {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** Its install script fetches CUDA from outside npm, which processors have no use for and firewalls stop. */
export const ONNX_PACKAGE: EnginePackage = Object.freeze({
  engine: 'onnx',
  name: 'onnxruntime-node',
  versions: '1.20 or newer',
  isAccepted: (version: string) => Number(/^1\.(\d+)\./.exec(version)?.[1] ?? 0) >= 20,
  install: 'npm i onnxruntime-node@1.30.0 --ignore-scripts',
});

/**
 * Loads ONNX Runtime.
 * @throws {MaskpredError} ENGINE_UNAVAILABLE when it is not installed, too old or broken.
 */
export function loadOnnxRuntime(): Promise<ImportedPackage<OnnxRuntime>> {
  return importEnginePackage<OnnxRuntime>(ONNX_PACKAGE, createRequire(import.meta.url));
}
