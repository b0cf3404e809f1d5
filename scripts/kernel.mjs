// npm run kernel: compiles packages/core/src/resize/kernel.wat into kernel.ts, which is what is imported. A test compares them.
import { readFile, writeFile } from 'node:fs/promises';
import createWabt from 'wabt';

const source = new URL('../packages/core/src/resize/kernel.wat', import.meta.url);
const { parseWat } = await createWabt();
const { buffer } = parseWat('kernel.wat', await readFile(source, 'utf8'), { simd: true }).toBinary({});
await writeFile(
  new URL('kernel.ts', source),
  `/** kernel.wat, compiled: \`npm run kernel\` writes this file. Base64. */\nexport const KERNEL =\n  '${Buffer.from(buffer).toString('base64')}';\n`,
);
