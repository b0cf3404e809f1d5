import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ENGINE_NAMES, startEngine } from './engine-node.js';

afterEach(() => vi.unstubAllEnvs());

const OPTIONAL: string = '@tensorflow/tfjs-node';
const INSTALLED = await import(OPTIONAL).then(
  () => true,
  () => false,
);

describe('startEngine in Node', () => {
  it('starts wasm by default', async () => {
    vi.stubEnv('MASKPRED_ENGINE', undefined);
    expect(await startEngine()).toEqual({ name: 'wasm', version: '4.22.0' });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('takes an empty MASKPRED_ENGINE as none', async () => {
    vi.stubEnv('MASKPRED_ENGINE', '');
    expect((await startEngine()).name).toBe('wasm');
  });

  it('obeys MASKPRED_ENGINE, and the option before it', async () => {
    vi.stubEnv('MASKPRED_ENGINE', 'abacus');
    await expect(startEngine()).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: 'There is no engine "abacus" here. Choose one of: auto, wasm, tensorflow.',
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

  it.skipIf(INSTALLED)('names the install line of tensorflow, and wasm still runs afterwards', async () => {
    await expect(startEngine({ engine: 'tensorflow' })).rejects.toThrow(
      expect.objectContaining({
        code: 'MISSING_DEPENDENCY',
        message: expect.stringContaining('npm i @tensorflow/tfjs-node@4.22.0') as string,
      }),
    );
    expect((await startEngine({ engine: 'auto' })).name).toBe('wasm');
  });

  it('starts many times at once', async () => {
    const engines = await Promise.all(Array.from({ length: 8 }, () => startEngine({ engine: 'wasm' })));
    expect(new Set(engines.map(({ name }) => name))).toEqual(new Set(['wasm']));
  });
});
