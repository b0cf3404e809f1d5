import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The labelling page: built beside the package's own code, served by its labelling server. */
export default defineConfig({
  base: './', // the server decides where the page is
  plugins: [react()],
  build: {
    outDir: '../dist/label-page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // inlined files are data: URLs, which the policy forbids
    modulePreload: { polyfill: false },
    license: { fileName: 'NOTICES.md' },
    reportCompressedSize: false,
  },
});
