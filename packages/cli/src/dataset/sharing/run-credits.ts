import {
  CREDIT_PROBLEMS,
  type Credits,
  creditsOf,
  type CreditsFormat,
  formatCredits,
} from '@maskpred/dataset';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { describeWithProgress, isFile, readSharedFile } from './read-pictures.js';
import { writeResult } from './write-result.js';

export interface CreditsCommandOptions {
  readonly crawl?: readonly string[];
  readonly out?: string;
  readonly format: CreditsFormat;
  readonly acceptClaimed?: true;
}

/** Writes who has to be named, and ends with a missed gate when the licences do not let the set be published. */
export async function runCredits(
  dir: string,
  { crawl, out, format, acceptClaimed }: CreditsCommandOptions,
  context: CommandContext,
): Promise<void> {
  const pictures = (await isFile(dir))
    ? await readSharedFile(dir)
    : await describeWithProgress(dir, crawl, context);
  const credits = creditsOf(pictures, { acceptClaimed: acceptClaimed === true });
  await writeResult(formatCredits(credits, format), out, context);
  await write(context.stderr, verdict(credits));
  if (!credits.isPublishable) context.setExitCode(EXIT.gate);
}

function verdict({ entries, isPublishable, problems, isNonCommercial }: Credits): string {
  if (isPublishable) {
    const limit = isNonCommercial ? ', not for commercial use' : '';
    return `${entries.length} pictures; their licences let the set be published with these credits${limit}.\n`;
  }
  const lines = [...problems].map(([problem, count]) => `  ${count} with ${CREDIT_PROBLEMS[problem]}\n`);
  return `Not publishable: of ${entries.length} pictures\n${lines.join('')}`;
}
