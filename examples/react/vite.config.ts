import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  optimizeDeps: {
    // These find their models and engines beside their own code, so the dev server must not move that code.
    exclude: ['@maskpred/classifier', '@maskpred/core', '@maskpred/detector', '@maskpred/predictor'],
    // What they import is CommonJS or many files: prepared at the start, or else the page reloads when it meets it.
    include: [
      '@maskpred/classifier > zod/mini',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-converter',
      '@tensorflow/tfjs-core',
    ],
  },
});
