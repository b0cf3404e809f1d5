// Peers from npm, installed beside the repository's own packages so that its lockfile stays as it is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIn, REPOSITORY, startClock } from '../../engines/steps.mjs';

const PACKAGES = [
  '@vladmandic/face-api@1.7.15',
  '@vladmandic/human@3.3.6',
  'nsfwjs@4.4.0',
  '@tensorflow/tfjs@4.22.0',
  '@tensorflow/tfjs-backend-wasm@4.22.0',
];

/** Installs the peers where they are not there yet, and says in which folder. */
export async function installPeers() {
  const folder = join(REPOSITORY, '.cache/peers');
  const isThere = PACKAGES.every((name) =>
    existsSync(join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')), 'package.json')),
  );
  if (!isThere) await installIn(folder, PACKAGES, startClock(300));
  return folder;
}

export const versionOf = (name) =>
  PACKAGES.find((spec) => spec.startsWith(`${name}@`)).slice(name.length + 1);
