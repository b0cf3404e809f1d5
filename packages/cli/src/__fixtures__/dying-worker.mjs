// A module for threads that die: what a picture is called says how. Every look at one is noted in a file, with its thread.
import { appendFileSync, readFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

const DEATHS = {
  exit: () => process.exit(3),
  throw: () => setTimeout(() => Promise.reject(new Error('thrown in the thread'))),
};

/** `settings.model` is the file of notes. */
export async function runTask({ settings, job: { image } }) {
  appendFileSync(settings.model, `${threadId} ${image}\n`);
  if (image === 'no-networks') return { fatal: { code: 'MODEL_LOAD_FAILED', message: 'no networks' } };
  const [how, times] = image.split(' ');
  if (DEATHS[how] && (times === 'always' || lookedAt(settings.model, image) === 1)) {
    DEATHS[how]();
    await new Promise(() => undefined);
  }
  return { answer: { image, width: threadId, height: 1, predictions: [] } };
}

function lookedAt(notes, image) {
  const lines = readFileSync(notes, 'utf8').split('\n');
  return lines.filter((line) => line.endsWith(` ${image}`)).length;
}
