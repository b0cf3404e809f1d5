import { registerClassify } from './classify.js';
import type { RegisterCommand } from './command.js';
import { registerCompare } from './compare.js';
import { registerConvertModel } from './convert-model.js';
import { registerCrawl } from './crawl.js';
import { registerDataset } from './dataset/index.js';
import { registerDoctor } from './doctor.js';
import { registerEvaluate } from './evaluate.js';
import { registerFaces } from './faces.js';
import { registerLabel } from './label.js';
import { registerPredict } from './predict.js';
import { registerTrain } from './train.js';
import { registerTrainDetector } from './train-detector.js';
import { registerWebcam } from './webcam.js';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly RegisterCommand[] = [
  registerPredict,
  registerClassify,
  registerCrawl,
  registerFaces,
  registerDataset,
  registerLabel,
  registerTrain,
  registerTrainDetector,
  registerEvaluate,
  registerCompare,
  registerConvertModel,
  registerDoctor,
  registerWebcam,
];
