import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { startEngine } from './engine-node.js';

// The backend's binaries are gone, as after a bundler that did not copy them.
vi.mock('@tensorflow/tfjs-backend-wasm', async (original) => {
  const backend = await original<{ setWasmPaths(folder: string): void }>();
  return { ...backend, setWasmPaths: () => backend.setWasmPaths('/nowhere/') };
});

it('says ENGINE_UNAVAILABLE when wasm cannot load its binaries, and not "cpu" in silence', async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await expect(startEngine({ engine: 'wasm' })).rejects.toThrow(
    expect.objectContaining({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringMatching(/The engine wasm does not start here: /) as string,
    }),
  );
  await expect(startEngine({ engine: 'auto' })).rejects.toThrow(
    expect.objectContaining({ code: 'ENGINE_UNAVAILABLE' }),
  );
  // What makes the check necessary: TensorFlow.js now computes all the same, on its plain backend.
  await tf.ready();
  expect(tf.tidy(() => tf.sum(tf.tensor1d([1, 2])).arraySync())).toBe(3);
  expect(tf.getBackend()).toBe('cpu');
});
