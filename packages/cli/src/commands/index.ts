import { registerClassify } from './classify.js';
import type { RegisterCommand } from './command.js';
import { registerDoctor } from './doctor.js';
import { registerPredict } from './predict.js';
import { registerTrain } from './train.js';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly RegisterCommand[] = [
  registerPredict,
  registerClassify,
  registerTrain,
  registerDoctor,
];
