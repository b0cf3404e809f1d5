import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../../context.js';
import type { RegisterCommand } from '../command.js';
import { registerConvert } from './convert.js';
import { registerCheck } from './check.js';
import { registerCredits } from './credits.js';
import { registerDedupe } from './dedupe.js';
import { registerManifest } from './manifest.js';
import { registerRebuild } from './rebuild.js';
import { registerSplit } from './split.js';
import { registerStats } from './stats.js';
import { registerCrop } from './crop.js';
import { registerSynthesize } from './synthesize.js';

/** Every `maskpred dataset <command>`, in the order of `--help`. */
const DATASET_COMMANDS: readonly RegisterCommand[] = [
  registerStats,
  registerCheck,
  registerConvert,
  registerDedupe,
  registerSplit,
  registerCrop,
  registerSynthesize,
  registerManifest,
  registerRebuild,
  registerCredits,
];

export const registerDataset: RegisterCommand = (program: Command, context: CommandContext) => {
  const dataset = program
    .command('dataset')
    .summary('look after a data set: convert, check, split, find duplicates, share')
    .description('Looks after a data set of labelled pictures.');
  // commander's command groups have another type parameter than the program; what a subcommand needs is the same
  for (const register of DATASET_COMMANDS) register(dataset as unknown as Command, context);
};
