import { writeFileAtomic } from '@maskpred/core/node';
import { describeDataset } from '@maskpred/dataset';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { surveyFolder, type SurveyFolderOptions } from '../survey-folder.js';
import { statsPage } from './page.js';
import { formatStats } from './tables.js';

export interface StatsOptions extends SurveyFolderOptions {
  readonly html?: string;
  readonly json?: true;
}

/** Says what a data set consists of. */
export async function runStats(dir: string, options: StatsOptions, context: CommandContext): Promise<void> {
  const { html, json } = options;
  const stats = describeDataset(await surveyFolder(dir, options, context));
  if (html !== undefined) {
    const { formatDatasetReport } = await import('@maskpred/report');
    await writeFileAtomic(html, await formatDatasetReport(statsPage(dir, stats)));
  }
  if (stats.unreadable > 0) context.setExitCode(EXIT.failed);
  await write(context.stdout, json ? `${JSON.stringify(stats)}\n` : formatStats(stats));
}
