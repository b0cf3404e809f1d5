import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig({
  ...library,
  clean: ['!label-page/**'], // the labelling page beside it is Vite's
  entry: { index: 'src/index.ts', node: 'src/node.ts', label: 'src/label.ts' },
});
