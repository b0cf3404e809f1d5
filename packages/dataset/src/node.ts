export { IMAGE_EXTENSIONS } from './io/files.js';
export { type ImageFolder, type ImageFolderSample, readImageFolder } from './io/image-folder.js';
export { readScenes, type ReadScenesOptions, type Scene } from './io/scenes.js';
