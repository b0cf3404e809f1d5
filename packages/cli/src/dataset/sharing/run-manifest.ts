import { formatSharedPicture, type SharedPicture } from '@maskpred/dataset';
import { type CommandContext, write } from '../../context.js';
import { describeWithProgress } from './read-pictures.js';
import { writeResult } from './write-result.js';

export interface ManifestOptions {
  readonly crawl?: readonly string[];
  readonly out?: string;
}

/** Describes a data set for others to rebuild. */
export async function runManifest(
  dir: string,
  { crawl, out }: ManifestOptions,
  context: CommandContext,
): Promise<void> {
  const pictures = await describeWithProgress(dir, crawl, context);
  await writeResult(pictures.map(formatSharedPicture).join(''), out, context);
  await write(context.stderr, `${summarise(pictures)}\n`);
}

function summarise(pictures: readonly SharedPicture[]): string {
  const crops = pictures.reduce((sum, picture) => sum + (picture.crops?.length ?? 0), 0);
  const boxes = pictures.reduce((sum, picture) => sum + (picture.annotations?.length ?? 0), 0);
  const lost = pictures.filter(({ url }) => url === undefined).length;
  const parts = [`${pictures.length} pictures`];
  if (boxes > 0) parts.push(`${boxes} labelled boxes`);
  if (crops > 0) parts.push(`${crops} face crops`);
  const warning =
    lost > 0
      ? `\n${lost} pictures have no address: nobody can fetch them. Name the crawl they came from with --crawl.`
      : '';
  return `${parts.join(', ')}.${warning}`;
}
