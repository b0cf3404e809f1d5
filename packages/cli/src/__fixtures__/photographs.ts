import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

/** Path of one of six photographs with three to five bare faces each, from a development dependency. */
export function photograph(number: 1 | 2 | 3 | 4 | 5 | 6): string {
  return join(folder, `sample${number}.jpg`);
}
