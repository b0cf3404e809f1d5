import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig({
  ...library,
  entry: { maskpred: 'src/maskpred.ts', worker: 'src/worker.ts' },
  dts: false, // a command, not a library
});
