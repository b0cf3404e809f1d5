import type { PluginOption } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** The manifest, and a service worker that stores every file, models and engines included. */
export function pwa(): PluginOption {
  return VitePWA({
    registerType: 'prompt', // a page that runs keeps the files that it was made of
    injectRegister: false,
    manifest: {
      id: './',
      name: 'maskpred: who wears a face mask?',
      short_name: 'maskpred',
      description: 'Shows live who wears a face mask. Pictures stay on this device.',
      lang: 'en',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#10171e',
      theme_color: '#0f2f4a',
      categories: ['utilities', 'photo'],
      icons: [
        { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    includeManifestIcons: false, // the pattern below has them
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,png,json,bin,wasm,tflite}'],
      globIgnores: ['headers.json', 'own/**'], // what a server announces may change without a new build
      maximumFileSizeToCacheInBytes: 16 * 2 ** 20,
      dontCacheBustURLsMatching: /^assets\//, // their names have a hash
      cleanupOutdatedCaches: true,
    },
  });
}
