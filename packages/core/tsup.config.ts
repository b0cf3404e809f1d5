import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const require = createRequire(import.meta.url);
const WASM_FILES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

export default defineConfig({
  ...library,
  entry: {
    index: 'src/index.ts',
    node: 'src/node.ts',
    browser: 'src/browser.ts',
    platform: 'src/platform.ts',
    manifest: 'src/manifest.ts',
    train: 'src/train.ts',
    tfjs: 'src/tfjs.ts',
    'tfjs.browser': 'src/tfjs.browser.ts',
  },
  external: ['sharp'], // an optional dependency, which tsup would inline
  // Browsers load the engine from the app's own origin, so its binaries ship beside the code that names them.
  async onSuccess() {
    const from = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
    await mkdir('dist/wasm', { recursive: true });
    await Promise.all(WASM_FILES.map((name) => copyFile(join(from, name), join('dist/wasm', name))));
  },
});
