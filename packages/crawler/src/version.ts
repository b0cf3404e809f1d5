import { createRequire } from 'node:module';

// The same path from `src` and from the flat `dist`.
const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The version of this package. */
export const VERSION = manifest.version;
