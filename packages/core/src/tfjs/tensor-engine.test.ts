import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineName } from './engine.js';
import { type EngineDriver, startEngineOf } from './tensor-engine.js';

/** As much of a backend as one matrix product needs. */
class TinyBackend extends tf.KernelBackend {
  readonly #values = new Map<object, tf.BackendValues>();

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const id = { shape, dtype };
    this.#values.set(id, values);
    return id;
  }

  override async read(id: object): Promise<tf.BackendValues> {
    return this.#values.get(id)!;
  }

  override disposeData(id: object): boolean {
    return this.#values.delete(id);
  }

  override incRef(): void {
    // Only proofs run here: no tensor is shared.
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override dispose(): void {
    this.#values.clear();
  }

  override numDataIds(): number {
    return this.#values.size;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }
}

/** Registers a backend that answers every matrix product with one number. */
function registerBackend(name: string, answer: number): void {
  tf.registerBackend(name, () => new TinyBackend());
  tf.registerKernel({
    kernelName: 'BatchMatMul',
    backendName: name,
    kernelFunc: ({ backend }) => {
      const shape = [1, 1, 1];
      const dataId = (backend as TinyBackend).write(Float32Array.of(answer), shape, 'float32');
      return { dataId, shape, dtype: 'float32' };
    },
  });
  tf.registerKernel({
    kernelName: 'Reshape',
    backendName: name,
    kernelFunc: ({ inputs, attrs }) => {
      const { dataId, dtype } = inputs['x'] as tf.TensorInfo;
      tf.backend().incRef(dataId);
      return { dataId, shape: attrs!['shape'] as number[], dtype };
    },
  });
}

const driver = (name: EngineName, backend: string, load: EngineDriver['load'] = async () => undefined) => ({
  name,
  backend,
  load,
});

const unavailable = (message: RegExp) =>
  expect.objectContaining({
    code: 'ENGINE_UNAVAILABLE',
    message: expect.stringMatching(message) as string,
  });

function removeBackend(name: string): void {
  if (!tf.findBackendFactory(name)) return;
  tf.removeBackend(name);
  for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
}

afterEach(() => ['good', 'other', 'wrong', 'crashing', 'cpu'].forEach(removeBackend));

describe('startEngineOf', () => {
  it('returns the engine that computed the right answer', async () => {
    const drivers = [driver('wasm', 'good', async () => registerBackend('good', 31))];
    const engine = await startEngineOf(drivers, ['wasm'], 'auto');
    expect(engine).toEqual({ name: 'wasm', version: tf.version_core });
    expect(tf.getBackend()).toBe('good');
  });

  it('refuses a backend that was never registered', async () => {
    await expect(startEngineOf([driver('wasm', 'nobody')], ['wasm'], 'wasm')).rejects.toThrow(
      unavailable(/The engine wasm does not start here: .*nobody/),
    );
  });

  it('refuses a backend that crashes, where TensorFlow.js goes on with another', async () => {
    registerBackend('cpu', 31);
    await tf.setBackend('cpu');
    const load = async () => {
      tf.registerBackend('crashing', () => Promise.reject(new Error('no SIMD')));
    };
    await expect(startEngineOf([driver('wasm', 'crashing', load)], ['wasm'], 'wasm')).rejects.toThrow(
      unavailable(/wasm does not start here: its backend "crashing" failed to load/),
    );
  });

  it('refuses a backend that computes nonsense', async () => {
    const drivers = [driver('webgl', 'wrong', async () => registerBackend('wrong', 30))];
    await expect(startEngineOf(drivers, ['webgl'], 'webgl')).rejects.toThrow(
      unavailable(/2 x 5 \+ 3 x 7 gave 30/),
    );
  });

  it('tries the next one automatically, and lists every reason when none runs', async () => {
    const drivers = [
      driver('webgl', 'wrong', async () => registerBackend('wrong', 30)),
      driver('wasm', 'good', async () => registerBackend('good', 31)),
    ];
    expect((await startEngineOf(drivers, ['webgl', 'wasm'], 'auto')).name).toBe('wasm');
    removeBackend('wrong');
    await expect(startEngineOf(drivers, ['webgl'], 'auto')).rejects.toThrow(
      unavailable(/No engine runs here\. webgl: .* gave 30/),
    );
  });

  it('does not try another one when one is asked for by name', async () => {
    const drivers = [
      driver('webgl', 'nobody'),
      driver('wasm', 'good', async () => registerBackend('good', 31)),
    ];
    await expect(startEngineOf(drivers, ['webgl', 'wasm'], 'webgl')).rejects.toThrow(unavailable(/webgl/));
  });

  it('refuses an unknown name and says which there are', async () => {
    await expect(startEngineOf([driver('wasm', 'good')], ['wasm'], 'cuda' as EngineName)).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: 'There is no engine "cuda" here. Choose one of: auto, wasm.',
      }),
    );
  });

  it('passes on the error of a driver whose package is missing', async () => {
    const reason = new Error('not installed');
    const drivers = [driver('tensorflow', 'x', () => Promise.reject(reason))];
    await expect(startEngineOf(drivers, [], 'tensorflow')).rejects.toBe(reason);
  });

  it('lets starts at the same time take turns, also after a failed one', async () => {
    registerBackend('good', 31);
    registerBackend('other', 31);
    const drivers = [driver('wasm', 'good'), driver('webgl', 'other'), driver('webgpu', 'nobody')];
    const names: EngineName[] = ['wasm', 'webgl', 'webgpu', 'wasm', 'webgl'];
    const results = await Promise.allSettled(names.map((name) => startEngineOf(drivers, [], name)));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(tf.getBackend()).toBe('other');
  });

  it('leaves no tensor behind', async () => {
    registerBackend('good', 31);
    await startEngineOf([driver('wasm', 'good')], ['wasm'], 'wasm');
    const { numTensors } = tf.memory();
    await startEngineOf([driver('wasm', 'good')], ['wasm'], 'wasm');
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
