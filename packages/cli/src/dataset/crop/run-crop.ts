import { openCropFolder } from '@maskpred/dataset/node';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { failureOf, formatFailure, printable } from '../../failure.js';
import { type FailedPicture, isFailed } from '../../picture-answer.js';
import { startProgress } from '../../progress.js';
import { type ReadBoxesOptions, readBoxes } from './read-boxes.js';
import { cropScene, type CroppedScene, type CropSettings } from './crop-scene.js';

export interface CropCommandOptions extends CropSettings, ReadBoxesOptions {
  /** Whether pictures are left out whose annotations say that nobody has verified them. */
  readonly verified?: true;
  readonly json?: true;
}

/** Cuts the labelled boxes of scenes into an ImageFolder. */
export async function runCrop(
  scenesFolder: string,
  options: CropCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, verified = false, json } = options;
  const { stdout, stderr, signal } = context;
  const { pictures, failures } = await readBoxes(scenesFolder, options, signal);
  const scenes = verified ? pictures.filter(({ image }) => image.isVerified !== false) : pictures;
  const folder = await openCropFolder(out);
  const tally = new Map<string, number>();
  const add = (what: string, number: number) => tally.set(what, (tally.get(what) ?? 0) + number);
  const progress = startProgress(scenes.length, stderr);
  try {
    for (const scene of scenes) {
      signal.throwIfAborted();
      const answer = await cropScene(scene, folder, options, signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return { image: scene.imagePath, error: failureOf(error) };
      });
      if (json) await progress.write(stdout, formatLine(answer));
      else if (isFailed(answer)) await progress.write(stderr, formatFailure(answer.error));
      else if (answer.isNew) await progress.write(stdout, formatText(answer));
      if (isFailed(answer)) add('failed', 1);
      else {
        add('pictures', 1);
        add(answer.isNew ? 'new' : 'there', answer.crops.length);
        add('undecided', answer.undecided);
      }
      progress.advance(isFailed(answer));
    }
  } finally {
    progress.stop();
    await folder.close();
  }
  await write(stderr, failures.map(formatFailure).join(''));
  add('failed', failures.length);
  if (tally.get('failed')) context.setExitCode(EXIT.failed);
  if (!json) await write(stderr, formatSummary(tally, pictures.length - scenes.length, out));
  await write(stderr, formatUndecided(tally.get('undecided') ?? 0, scenesFolder));
}

function formatLine(answer: CroppedScene | FailedPicture): string {
  if (isFailed(answer)) return `${JSON.stringify(answer)}\n`;
  const { image, crops, undecided, isNew } = answer;
  const left = undecided > 0 ? { undecided } : {};
  return `${JSON.stringify({ image, crops, ...left, ...(isNew ? {} : { skipped: 'done' }) })}\n`;
}

function formatText({ image, crops }: CroppedScene): string {
  return `${printable(image)}  ${crops.length} crops\n`;
}

function formatUndecided(count: number, scenesFolder: string): string {
  if (count === 0) return '';
  return (
    `${count} proposed ${count === 1 ? 'face' : 'faces'} that nobody has decided on left out. Decide with: ` +
    `maskpred label ${printable(scenesFolder)} (or cut them as they are: --labels face=<label>)\n`
  );
}

function formatSummary(tally: ReadonlyMap<string, number>, unverified: number, out: string): string {
  const of = (what: string) => tally.get(what) ?? 0;
  const parts = [
    `${of('pictures')} pictures, ${of('new')} crops -> ${printable(out)}`,
    ...(of('there') > 0 ? [`${of('there')} were there already`] : []),
    ...(unverified > 0 ? [`${unverified} pictures that nobody has verified left out`] : []),
    ...(of('failed') > 0 ? [`${of('failed')} failed`] : []),
  ];
  return `${parts.join('; ')}\n`;
}
