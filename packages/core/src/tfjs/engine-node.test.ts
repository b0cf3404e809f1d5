import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findEngine } from './__fixtures__/engines.js';
import { ENGINE_NAMES, startEngine } from './engine-node.js';

afterEach(() => vi.unstubAllEnvs());

const [onnx, tensorflow] = [await findEngine('onnx'), await findEngine('tensorflow')];
const best = onnx.isHere ? 'onnx' : 'wasm';

describe('startEngine in Node', () => {
  it('starts wasm when it is asked for', async () => {
    expect(await startEngine({ engine: 'wasm' })).toEqual({ name: 'wasm', version: '4.22.0' });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('takes onnx where it is installed, else wasm; and computes with tensors on wasm', async () => {
    vi.stubEnv('MASKPRED_ENGINE', undefined);
    expect((await startEngine()).name).toBe(best);
    expect(tf.getBackend()).toBe('wasm');
  });

  it.skipIf(!onnx.isHere)(`says the version of ${onnx.name}`, async () => {
    expect(await startEngine({ engine: 'onnx' })).toEqual({
      name: 'onnx',
      version: expect.stringMatching(/^1\.\d+\.\d+/) as string,
    });
  });

  it.skipIf(!tensorflow.isHere)(`starts ${tensorflow.name}, and goes back to wasm`, async () => {
    expect(await startEngine({ engine: 'tensorflow' })).toEqual({ name: 'tensorflow', version: '4.22.0' });
    expect(tf.getBackend()).toBe('tensorflow');
    await startEngine({ engine: 'wasm' });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('takes an empty MASKPRED_ENGINE as none', async () => {
    vi.stubEnv('MASKPRED_ENGINE', '');
    expect((await startEngine()).name).toBe(best);
  });

  it('obeys MASKPRED_ENGINE, and the option before it', async () => {
    vi.stubEnv('MASKPRED_ENGINE', 'abacus');
    await expect(startEngine()).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: 'There is no engine "abacus" here. Choose one of: auto, onnx, wasm, tensorflow.',
      }),
    );
    expect((await startEngine({ engine: 'wasm' })).name).toBe('wasm');
  });

  it.each(['webgl', 'webgpu'] as const)('has no %s', async (engine) => {
    expect(ENGINE_NAMES).not.toContain(engine);
    await expect(startEngine({ engine })).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('starts many times at once', async () => {
    const engines = await Promise.all(Array.from({ length: 8 }, () => startEngine({ engine: 'wasm' })));
    expect(new Set(engines.map(({ name }) => name))).toEqual(new Set(['wasm']));
  });
});
