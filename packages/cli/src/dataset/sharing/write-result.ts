import { writeFileAtomic } from '@maskpred/core/node';
import { type CommandContext, write } from '../../context.js';

/** Writes a command's result to the file of `--out`, or to stdout. */
export async function writeResult(
  text: string,
  out: string | undefined,
  { stdout }: CommandContext,
): Promise<void> {
  if (out === undefined) await write(stdout, text);
  else await writeFileAtomic(out, text);
}
