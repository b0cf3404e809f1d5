import { registerClassify } from './classify.js';
import type { RegisterCommand } from './command.js';
import { registerCrawl } from './crawl.js';
import { registerDataset } from './dataset/index.js';
import { registerDoctor } from './doctor.js';
import { registerFaces } from './faces.js';
import { registerPredict } from './predict.js';
import { registerTrain } from './train.js';
import { registerWebcam } from './webcam.js';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly RegisterCommand[] = [
  registerPredict,
  registerClassify,
  registerCrawl,
  registerFaces,
  registerDataset,
  registerTrain,
  registerDoctor,
  registerWebcam,
];
