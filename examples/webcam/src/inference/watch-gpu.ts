import { backend, getBackend } from '@tensorflow/tfjs-core';

/**
 * Tells when a GPU goes away under a network: a driver that was reset, a laptop that changed its graphics card, a
 * browser that took the memory back. Call it before any network starts. TensorFlow.js and MediaPipe make their WebGL contexts
 * out of reach, so every context of this worker is watched.
 *
 * @param onLost - called with the name of what was lost.
 * @returns starts the watch, once the networks run: what starts them tries GPUs out and lets them go.
 */
export function watchGpu(onLost: (what: string) => void): () => void {
  let isWatching = false;
  const report = (what: string) => {
    if (isWatching) onLost(what);
  };
  watchWebgl(() => report('WebGL'));
  return () => {
    isWatching = true;
    if (getBackend() !== 'webgpu') return;
    const { device } = backend() as unknown as { device: { lost: Promise<unknown> } };
    void device.lost.then(() => report('WebGPU'));
  };
}

function watchWebgl(onLost: () => void): void {
  const prototype = OffscreenCanvas.prototype as unknown as {
    getContext: (this: OffscreenCanvas, kind: string, options?: unknown) => unknown;
  };
  const { getContext } = prototype;
  prototype.getContext = function (kind, options) {
    if (kind.startsWith('webgl')) this.addEventListener('webglcontextlost', onLost);
    return getContext.call(this, kind, options);
  };
}
