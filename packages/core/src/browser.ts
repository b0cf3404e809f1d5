export { type BrowserImageInput, decodeImage, readBytes } from './decode/browser.js';
export { DEFAULT_MAX_PIXELS, type DecodeOptions } from './decode/limits.js';
