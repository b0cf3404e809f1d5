import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import type { DuplicateGroup } from '@maskpred/dataset';
import { readScenes } from '@maskpred/dataset/node';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { failureOf, formatFailure } from '../../failure.js';
import { startProgress } from '../../progress.js';
import { findPictures } from './find-pictures.js';
import { formatGroupLine, formatGroups } from './format-groups.js';
import { groupPictures, type GroupPicturesOptions } from './group-pictures.js';
import { formatLabelConflicts } from './label-conflicts.js';
import { moveFiles, type MoveOptions, undoMoves } from './move-files.js';

export interface DedupeCommandOptions extends GroupPicturesOptions {
  readonly moveTo?: string;
  readonly undo?: true;
  /** HTML file to write. */
  readonly report?: string;
  readonly json?: true;
}

/** Finds the groups of pictures that show the same; moves all but the best of each away when it is told to where. */
export async function runDedupe(
  folder: string,
  options: DedupeCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { moveTo, undo, report, json } = options;
  const { stdout, stderr, signal } = context;
  if (undo) return undoDedupe(moveTo, context);
  if (moveTo !== undefined) assertApart(folder, moveTo);
  const items = await findPictures(folder, moveTo);
  const { groups, unread } = await groupPictures(items, options, context);
  const errors = unread.map(({ error }) => error);

  await write(
    stdout,
    json ? groups.map((group) => formatGroupLine(group, folder)).join('') : formatGroups(groups),
  );
  if (report !== undefined) {
    const { formatGroupsPage } = await import('./groups-page.js');
    await writeFileAtomic(report, await formatGroupsPage(groups, folder, signal));
  }
  const others = groups.flatMap(({ members }) => members.slice(1).map(({ id }) => id));
  const summary = [
    `${items.length} pictures, ${groups.length} groups, ${others.length} besides the best of each.`,
  ];
  if (moveTo !== undefined && others.length > 0) {
    const names = [...others, ...(await annotationsOf(groups, folder))];
    const failed = await withMoveProgress(names.length, context, (options) =>
      moveFiles(names, folder, moveTo, options),
    );
    summary.push(`Moved ${names.length - failed.length} files to ${moveTo}; --undo brings them back.`);
    errors.push(...failed);
  }
  await write(
    stderr,
    `${errors.map((error) => formatFailure(failureOf(error))).join('')}${summary.join('\n')}\n${formatLabelConflicts(groups)}`,
  );
  if (errors.length > 0) context.setExitCode(EXIT.failed);
}

async function undoDedupe(moveTo: string | undefined, context: CommandContext): Promise<void> {
  if (moveTo === undefined) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      '--undo needs --move-to, the folder that the pictures were moved to.',
    );
  }
  const { count, errors } = await withMoveProgress(0, context, (options) => undoMoves(moveTo, options));
  const failures = errors.map((error) => formatFailure(failureOf(error))).join('');
  await write(context.stderr, `${failures}Moved ${count} files back.\n`);
  if (errors.length > 0) context.setExitCode(EXIT.failed);
}

async function withMoveProgress<T>(
  total: number,
  { stderr, signal }: CommandContext,
  work: (options: MoveOptions) => Promise<T>,
): Promise<T> {
  const progress = startProgress(total, stderr, 'files');
  try {
    return await work({ signal, onMoved: () => progress.advance(false) });
  } finally {
    progress.stop();
  }
}

/** An annotation goes where its picture goes: alone it is an error to every reader of scenes. */
async function annotationsOf(groups: readonly DuplicateGroup[], folder: string): Promise<string[]> {
  if (!(await isFolder(join(folder, 'images'))) || !(await isFolder(join(folder, 'annotations')))) return [];
  const moved = new Set(groups.flatMap(({ members }) => members.slice(1).map(({ id }) => id)));
  const nameOf = (path: string) => relative(folder, path).split(sep).join('/');
  return (await readScenes(folder))
    .filter(({ imagePath }) => moved.has(nameOf(imagePath)))
    .map(({ annotationPath }) => nameOf(annotationPath));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function assertApart(folder: string, moveTo: string): void {
  const path = relative(resolve(moveTo), resolve(folder));
  const isInside = path === '' || !path.startsWith('..');
  if (isInside) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `--move-to ${moveTo}: holds the pictures of ${folder} itself. Choose another folder.`,
    );
  }
}
