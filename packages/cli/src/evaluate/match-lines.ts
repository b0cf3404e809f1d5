import { MaskpredError } from '@maskpred/core';
import { write } from '../context.js';
import { printable } from '../failure.js';
import { countOf } from '../numbers.js';
import type { SetPicture } from './evaluation-set.js';
import type { ReadLines } from './lines-file.js';
import { indexPictures } from './index-pictures.js';

/** A picture that is in no figure, and why. */
export interface LeftOut {
  /** Path below the folder, `/` between its parts. */
  readonly image: string;
  readonly message: string;
}

/** Pictures named in a message. */
const MOST_NAMES = 5;

/** A line of an earlier run with the picture it is about. */
export interface MatchedLine<P, L> {
  readonly picture: P;
  readonly line: L;
}

/**
 * The lines of an earlier run about these pictures, in the order of the pictures. Says on stderr which pictures have none,
 * and how many lines are about others.
 * @throws {MaskpredError} INVALID_ARGUMENT when two lines are about one picture, or none is about any.
 */
export async function matchLines<P extends SetPicture, L extends { readonly image: string }>(
  file: string,
  { lines, failed }: ReadLines<L>,
  pictures: readonly P[],
  stderr: NodeJS.WriteStream,
): Promise<{ lines: MatchedLine<P, L>[]; leftOut: LeftOut[] }> {
  const find = indexPictures(pictures);
  const byPicture = new Map<P, L>();
  let foreign = 0;
  for (const line of lines) {
    const picture = find(line.image);
    if (!picture) foreign++;
    else if (byPicture.has(picture)) {
      throw new MaskpredError(
        'INVALID_ARGUMENT',
        `--from ${file}: two lines about ${picture.image}. Name the file of one run.`,
      );
    } else byPicture.set(picture, line);
  }
  if (byPicture.size === 0) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `--from ${file}: none of its ${lines.length} lines is about a picture that is evaluated, such as ${pictures[0]!.image}.`,
    );
  }
  if (foreign > 0)
    await write(stderr, `${file}: ${countOf(foreign, 'line')} about pictures that are not evaluated.\n`);
  const reasons = new Map(failed.map(({ image, message }) => [find(image), message]));
  const leftOut = pictures
    .filter((picture) => !byPicture.has(picture))
    .map((picture): LeftOut => ({
      image: picture.image,
      message: reasons.get(picture) ?? 'the file has no line about it',
    }));
  if (leftOut.length > 0) {
    const names = leftOut
      .slice(0, MOST_NAMES)
      .map(({ image, message }) => `  ${printable(image)}: ${printable(message)}\n`);
    const more = leftOut.length > MOST_NAMES ? `  and ${leftOut.length - MOST_NAMES} more\n` : '';
    await write(
      stderr,
      `${file}: no answer for ${countOf(leftOut.length, 'picture')}:\n${names.join('')}${more}`,
    );
  }
  return {
    lines: pictures.flatMap((picture) => {
      const line = byPicture.get(picture);
      return line ? [{ picture, line }] : [];
    }),
    leftOut,
  };
}
