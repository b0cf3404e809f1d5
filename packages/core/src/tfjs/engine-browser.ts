import { env } from '@tensorflow/tfjs-core';
import { MaskpredError } from '../error.js';
import type { Engine, EngineName, EngineOptions } from './engine.js';
import { type EngineDriver, startEngineOf } from './tensor-engine.js';

/** Renderers that draw with the processor: slower than WASM, and inexact. */
const SOFTWARE_RENDERER = /swiftshader|llvmpipe|softpipe|software|basic render/i;

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // In a cross-origin isolated page the backend would start threads from its own source text, which no minifier leaves
  // runnable, and then wait for them for ever (https://github.com/tensorflow/tfjs/issues/4253).
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const simd = new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url).href;
  // One `new URL` a file: bundlers follow these, and only these.
  setWasmPaths({
    'tfjs-backend-wasm.wasm': new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd, // must have an entry, and is never loaded
  });
}

async function loadWebgl(): Promise<void> {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  const info = context?.getExtension('WEBGL_debug_renderer_info');
  const renderer = context && String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  if (!renderer || SOFTWARE_RENDERER.test(renderer)) throw noGpu('webgl', renderer ?? 'no WebGL 2');
  await import('@tensorflow/tfjs-backend-webgl');
}

interface Gpu {
  requestAdapter(): Promise<{
    info?: { description?: string; isFallbackAdapter?: boolean };
    isFallbackAdapter?: boolean;
  } | null>;
}

async function loadWebgpu(): Promise<void> {
  const adapter = await (navigator as { gpu?: Gpu }).gpu?.requestAdapter();
  const description = adapter?.info?.description ?? '';
  const isFallback = adapter?.isFallbackAdapter ?? adapter?.info?.isFallbackAdapter ?? false;
  if (!adapter || isFallback || SOFTWARE_RENDERER.test(description)) {
    throw noGpu('webgpu', adapter ? description || 'a fallback adapter' : 'no adapter');
  }
  await import('@tensorflow/tfjs-backend-webgpu');
}

function noGpu(engine: EngineName, found: string): MaskpredError {
  return new MaskpredError(
    'ENGINE_UNAVAILABLE',
    `The engine ${engine} needs a real GPU, found: ${found}. Use wasm.`,
  );
}

const DRIVERS: readonly EngineDriver[] = [
  { name: 'webgpu', backend: 'webgpu', load: loadWebgpu },
  { name: 'webgl', backend: 'webgl', load: loadWebgl },
  { name: 'wasm', backend: 'wasm', load: loadWasm },
];

/** The engines of this platform, in order. */
export const ENGINE_NAMES: readonly EngineName[] = DRIVERS.map(({ name }) => name);

/** As in Node, with `auto` trying webgpu, webgl and wasm; a GPU that is software is skipped. */
export function startEngine({ engine = 'auto' }: EngineOptions = {}): Promise<Engine> {
  return startEngineOf(DRIVERS, ENGINE_NAMES, engine);
}
