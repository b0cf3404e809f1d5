// Types of the subpath `@maskpred/core/platform`, which a bundler resolves to `browser` and Node to `node`.
export { decodeImage, readBytes } from './decode/node.js';
export { DEFAULT_MAX_PIXELS, type DecodeOptions } from './decode/limits.js';
