import type { DatasetFormat } from '@maskpred/dataset';
import { readProvenance, type Survey, surveyDataset } from '@maskpred/dataset/node';
import type { CommandContext } from '../context.js';
import { startProgress } from '../progress.js';

/** What is known of a folder beforehand. */
export interface SurveyFolderOptions {
  /** Folders that crawls wrote. @default the folder itself, if it is one */
  readonly crawl?: readonly string[];
  /** Of its annotations. @default found out from what lies in it */
  readonly format?: DatasetFormat;
}

/** Looks at every picture of a folder, with a bar. */
export async function surveyFolder(
  folder: string,
  { crawl, format }: SurveyFolderOptions,
  { stderr, signal }: CommandContext,
): Promise<Survey> {
  const provenance = crawl && (await readProvenance(crawl));
  return withProgress(stderr, (onPicture) =>
    surveyDataset(folder, {
      signal,
      onPicture,
      ...(format ? { format } : {}),
      ...(provenance ? { provenance } : {}),
    }),
  );
}

/** Runs work that tells how far it is, with a bar that starts when it knows how much there is. */
export async function withProgress<T>(
  stderr: NodeJS.WriteStream,
  work: (onPicture: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    return await work((_done, total) => {
      progress ??= startProgress(total, stderr);
      progress.advance(false);
    });
  } finally {
    progress?.stop();
  }
}
