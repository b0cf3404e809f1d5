import { Command } from '@commander-js/extra-typings';
import { COMMANDS } from './commands/index.js';
import { formatExamples } from './commands/command.js';
import type { CommandContext } from './context.js';

/**
 * The command line of `maskpred`. It throws commander's `CommanderError` instead of ending the process, for `--help` and
 * `--version` too.
 */
export function createProgram(context: CommandContext, version: string): Command {
  const program = new Command('maskpred')
    .description('Is this person wearing a face mask? Finds faces in pictures and labels them.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showHelpAfterError('(maskpred --help, or maskpred <command> --help, says what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      getOutHasColors: () => false,
    })
    .addHelpText(
      'after',
      formatExamples([
        ['maskpred predict photo.jpg', 'who wears a mask?'],
        ['maskpred predict photos --out marked', 'annotated copies of a folder'],
        ['maskpred doctor', 'what this machine has'],
      ]) +
        '\n\nExit status: 0 all done, 1 some inputs failed, 2 wrong usage, 3 a gate was not met.' +
        '\nResults go to stdout, everything else to stderr.',
    );
  for (const register of COMMANDS) register(program, context);
  return program;
}
