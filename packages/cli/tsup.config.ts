import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

/** The webcam app, which `maskpred webcam` serves; turbo builds it first. */
const APP = '../../examples/webcam/dist';

export default defineConfig({
  ...library,
  entry: {
    maskpred: 'src/maskpred.ts',
    worker: 'src/worker.ts',
    'label-worker': 'src/label/label-worker.ts',
    'feature-worker': 'src/train/feature-worker.ts',
  },
  dts: false, // a command, not a library
  async onSuccess() {
    if (existsSync(APP)) await cp(APP, 'dist/webcam', { recursive: true });
    else
      console.warn(
        'The webcam app is not built, so this build is without it: npm run build -w example-webcam',
      );
  },
});
