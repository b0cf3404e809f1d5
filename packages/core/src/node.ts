export { decodeImage, readBytes } from './decode/node.js';
export { encodeJpeg } from './decode/encode-node.js';
export { DEFAULT_MAX_PIXELS, type DecodeOptions } from './decode/limits.js';
export { type FolderLock, lockFolder, type LockFolderOptions } from './folder-lock.js';
export {
  listenOnLoopback,
  LOOPBACK_LIMITS,
  type LoopbackLimits,
  type LoopbackOptions,
  type LoopbackServer,
} from './loopback-server.js';
export { writeFileAtomic } from './write-file.js';
