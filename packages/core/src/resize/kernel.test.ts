import { readFile } from 'node:fs/promises';
import createWabt from 'wabt';
import { expect, it } from 'vitest';
import { KERNEL } from './kernel.js';

it('is kernel.wat, compiled: else run "npm run kernel"', async () => {
  const { parseWat } = await createWabt();
  const text = await readFile(new URL('kernel.wat', import.meta.url), 'utf8');
  const { buffer } = parseWat('kernel.wat', text, { simd: true }).toBinary({});
  expect(Buffer.from(buffer).toString('base64')).toBe(KERNEL);
});
