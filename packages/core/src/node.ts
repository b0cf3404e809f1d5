export { decodeImage, readBytes } from './decode/node.js';
export { encodeJpeg } from './decode/encode-node.js';
export { DEFAULT_MAX_PIXELS, type DecodeOptions } from './decode/limits.js';
export { type FolderLock, lockFolder, type LockFolderOptions } from './folder-lock.js';
export { type LineFile, openLineFile } from './line-file.js';
export {
  listenOnLoopback,
  LOOPBACK_LIMITS,
  type LoopbackLimits,
  type LoopbackOptions,
  type LoopbackServer,
} from './loopback-server.js';
export { openReplacement, type Replacement } from './replacement.js';
export { openTemporaryPath, type TemporaryPath } from './temporary-path.js';
export { writeFileAtomic } from './write-file.js';
export { asWriting, writeFailed } from './write-failed.js';
