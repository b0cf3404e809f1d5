import {
  DATASET_ISSUE_KINDS,
  type DatasetFormat,
  type DatasetIssue,
  type WritableFormat,
} from '@maskpred/dataset';
import {
  assertTarget,
  readDataset,
  type ReadDatasetResult,
  readLabels,
  writeDataset,
  type WriteDatasetResult,
} from '@maskpred/dataset/node';
import { MaskpredError } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { startProgress } from '../../progress.js';
import { chooseLabels, readLabelsFile } from './labels.js';
import { formatReport, formatSummary, toJson } from './report.js';

export interface ConvertCommandOptions {
  readonly from?: DatasetFormat;
  readonly to: WritableFormat;
  readonly images: 'copy' | 'link' | 'none';
  readonly fix?: boolean;
  readonly labels?: string;
  readonly pixelOrigin: '0' | '1';
  readonly labelAttribute?: string;
  /** File for all issues. */
  readonly issues?: string;
  readonly force?: boolean;
  readonly json?: true;
}

/** Reads a data set, says what is dirty about it, and writes it in another format. */
export async function runConvert(
  from: string,
  to: string,
  options: ConvertCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { images, force = false, json, issues: issuesFile } = options;
  const { stdout, stderr } = context;
  await assertTarget(to, force);
  const read = await readSource(from, to, options, context);
  const { dataset, issues, failures } = read;
  if (issuesFile !== undefined) {
    await writeFileAtomic(issuesFile, issues.map((issue) => `${JSON.stringify(issue)}\n`).join(''));
  }
  await write(stderr, formatReport(read, json || issuesFile !== undefined));
  if (failures.length > 0) context.setExitCode(EXIT.failed);
  if (dataset.images.length === 0) {
    if (json) await write(stdout, `${toJson({ from, to, images }, options.to, read)}\n`);
    throw new MaskpredError('EMPTY_SPLIT', `${from}: no picture that can be used, so nothing was written.`);
  }
  const written = await writeTarget(to, read, options, context);
  const places = { from, to, images };
  const text = json
    ? `${toJson(places, options.to, read, written)}\n`
    : formatSummary(places, options.to, read, written);
  await write(stdout, text);
}

async function readSource(
  from: string,
  to: string,
  {
    from: format,
    fix = false,
    labels: labelsFile,
    pixelOrigin,
    labelAttribute,
    images,
  }: ConvertCommandOptions,
  { stderr, signal }: CommandContext,
): Promise<ReadDatasetResult> {
  const labels = await chooseLabels(
    from,
    labelsFile === undefined ? undefined : await readLabelsFile(labelsFile),
    () => readLabels(to, signal),
  );
  const progress = lazyProgress(stderr);
  try {
    return await readDataset(from, {
      ...(format ? { format } : {}),
      ...(labels ? { labels } : {}),
      ...(labelAttribute === undefined ? {} : { labelAttribute }),
      pixelOrigin: pixelOrigin === '1' ? 1 : 0,
      fix: fix && images === 'none' ? WITHOUT_RENAMING : fix,
      signal,
      onPicture: progress.onPicture,
    });
  } finally {
    progress.stop();
  }
}

/** Pictures that stay where they are keep their names: renaming them in the annotations would part the two. */
const WITHOUT_RENAMING: readonly DatasetIssue['kind'][] = DATASET_ISSUE_KINDS.filter(
  (kind) => kind !== 'name-with-spaces' && kind !== 'same-stem',
);

async function writeTarget(
  to: string,
  { dataset, imagePaths }: ReadDatasetResult,
  { to: format, pixelOrigin, images, force = false }: ConvertCommandOptions,
  { stderr, signal }: CommandContext,
): Promise<WriteDatasetResult> {
  const progress = lazyProgress(stderr);
  try {
    return await writeDataset(to, dataset, {
      format,
      pixelOrigin: pixelOrigin === '1' ? 1 : 0,
      imagePaths,
      images,
      force,
      signal,
      onPicture: progress.onPicture,
    });
  } finally {
    progress.stop();
  }
}

/** A bar that starts with the first picture, when their number is known. */
function lazyProgress(stderr: NodeJS.WriteStream) {
  let progress: ReturnType<typeof startProgress> | undefined;
  return {
    onPicture: (_done: number, total: number) => {
      progress ??= startProgress(total, stderr);
      progress.advance(false);
    },
    stop: () => progress?.stop(),
  };
}
