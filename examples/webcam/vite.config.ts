import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fileHashes } from './build/file-hashes.js';
import { notices } from './build/notices.js';
import { pwa } from './build/pwa.js';
import { security } from './build/security.js';

const { ofPage, ofWorker } = notices();

export default defineConfig({
  base: './', // it may be served from any folder
  plugins: [react(), security(), fileHashes(), ofPage, pwa()],
  worker: {
    format: 'iife', // MediaPipe loads its engine with importScripts, which only classic workers have
    plugins: () => [ofWorker()],
  },
  build: {
    assetsInlineLimit: 0, // inlined files are data: URLs, which the policy forbids
  },
  optimizeDeps: {
    // These find their models and engines beside their own code, so the dev server must not move that code.
    exclude: ['@maskpred/classifier', '@maskpred/core', '@maskpred/detector', '@maskpred/predictor'],
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
