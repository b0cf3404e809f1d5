import type { Options } from 'tsup';

/** What every package builds alike: flat ESM with declarations, nothing of its dependencies inlined. */
export const library: Options = {
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  clean: true,
  sourcemap: false,
  // TypeScript 6 reports the `baseUrl` that tsup's declaration build injects.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
};
