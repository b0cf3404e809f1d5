import { type AnnotatedImage, assertArgument } from '@maskpred/core';
import { isSafeName } from '../file-name.js';

// What XML 1.0 has no place for: control characters, two that are none, and halves of surrogate pairs.
const UNWRITABLE =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Refuses what no format can carry: names that are empty, have control characters or spaces at their ends, a picture
 * without size, a box without finite numbers or positive size.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export function assertWritable(image: AnnotatedImage): void {
  const { fileName, width, height, annotations } = image;
  assertName(fileName, 'fileName');
  assertArgument(
    isSafeName(fileName),
    `A fileName is the name of a file without folders, got ${JSON.stringify(fileName)}.`,
  );
  assertArgument(
    [width, height].every((value) => Number.isInteger(value) && value > 0),
    `${fileName}: expected whole, positive sides, got ${width} x ${height}.`,
  );
  for (const { label, box, score } of annotations) {
    assertName(label, 'label');
    assertArgument(
      [box.x, box.y, box.width, box.height].every(Number.isFinite) && box.width > 0 && box.height > 0,
      `${fileName}: expected a box of finite numbers and positive size, got ${JSON.stringify(box)}.`,
    );
    assertArgument(
      score === undefined || (score >= 0 && score <= 1),
      `${fileName}: expected a score from 0 to 1, got ${score}.`,
    );
  }
}

function assertName(value: string, what: string): void {
  assertArgument(
    value !== '' && value === value.trim() && !UNWRITABLE.test(value),
    `A ${what} is text without control characters and without spaces at its ends, got ${JSON.stringify(value)}.`,
  );
}
