import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { LabelProject } from '../project/label-project.js';
import type { CommandAnswer, DecideCommand, PictureDetail } from '../protocol.js';
import type { DraftDecision } from '../state/decide.js';
import type { LabelBox, PictureState } from '../state/picture-state.js';

/** Pixels of every picture that is made here. */
export const SIZE = Object.freeze({ width: 64, height: 48 });

/** A temporary folder. */
export interface Workplace {
  readonly folder: string;
  path(...parts: string[]): string;
  remove(): Promise<void>;
}

export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'maskpred-label-'));
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

let jpeg: Promise<Buffer> | undefined;

/** Writes pictures, all alike. */
export async function writePictures(folder: string, names: readonly string[]): Promise<void> {
  jpeg ??= sharp({ create: { ...SIZE, channels: 3, background: '#7799bb' } })
    .jpeg()
    .toBuffer();
  const bytes = await jpeg;
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

/** A face of a label, 10 x 12 pixels. */
export function face(id: string, label: string, x = 4, y = 6): LabelBox {
  return { id, box: { x, y, width: 10, height: 12 }, label };
}

/** The picture of a name. */
export async function pictureOf(project: LabelProject, name: string): Promise<PictureDetail> {
  await project.surveyed();
  const all = project.listPictures({ filter: 'all', offset: 0, limit: 1000 });
  const summary = all.items.find((item) => item.name.endsWith(name))!;
  return (await project.picture(summary.id))!;
}

/** The command for a decision on a picture as it is. */
export function commandFor(
  { id, revision }: { readonly id: string; readonly revision: string },
  { kind, change }: DraftDecision,
  more: Partial<DecideCommand> = {},
): DecideCommand {
  return { type: 'decide', id: randomUUID(), picture: id, revision, kind, change, ...more };
}

/** Does to a picture, as it is, what `decide` makes of its state. */
export async function decide(
  project: LabelProject,
  name: string,
  make: (state: PictureState) => DraftDecision | undefined,
): Promise<CommandAnswer> {
  const picture = await pictureOf(project, name);
  return project.run({ client: 'test', commands: [commandFor(picture, make(picture.state)!)] });
}

export function undo(project: LabelProject): Promise<CommandAnswer> {
  return project.run({ client: 'test', commands: [{ type: 'undo', id: randomUUID() }] });
}

export function redo(project: LabelProject): Promise<CommandAnswer> {
  return project.run({ client: 'test', commands: [{ type: 'redo', id: randomUUID() }] });
}
