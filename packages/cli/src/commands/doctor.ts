import { formatExamples, type RegisterCommand } from './command.js';
import { engineOption } from './shared-options.js';

export const registerDoctor: RegisterCommand = (program, context) => {
  program
    .command('doctor')
    .summary('say what this machine has: engines, versions, speed')
    .description('Says what this machine has: versions, which engines run, and how long one inference takes.')
    .option('--json', 'everything as one line of JSON')
    .addOption(engineOption())
    .addHelpText('after', formatExamples([['maskpred doctor --json', 'for a bug report']]))
    .action(async (options) => {
      const { runDoctor } = await import('../run-doctor.js');
      await runDoctor(options, context);
    });
};
