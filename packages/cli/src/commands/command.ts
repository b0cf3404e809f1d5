import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.js';

/** Adds one command to the program. Its work is imported when it runs, so that the others start fast. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/** An epilogue of `--help`: command lines with what they do. */
export function formatExamples(examples: readonly (readonly [command: string, effect: string])[]): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, effect]) => `  $ ${command.padEnd(width)}  # ${effect}`);
  return `\nExamples:\n${lines.join('\n')}`;
}
