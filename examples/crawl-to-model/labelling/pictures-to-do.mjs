import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The pictures with something to decide, once the server has read all annotations.
 * @param {(path: string) => Promise<any>} ask the label server
 * @returns {Promise<{ id: string, name: string }[]>}
 */
export async function listPicturesToDo(ask) {
  while (!(await ask('/api/pictures?limit=1')).isComplete) await sleep(100);
  const found = [];
  for (;;) {
    const { items, total } = await ask(`/api/pictures?limit=1000&filter=undecided&offset=${found.length}`);
    found.push(...items);
    if (found.length >= total) return found;
  }
}

/**
 * @param {(path: string) => Promise<any>} ask
 * @throws {Error} when a face is left that nobody decided on.
 */
export async function assertAllDecided(ask) {
  const { faces } = await ask('/api/progress');
  if (faces.undecided > 0) throw new Error(`${faces.undecided} faces are still to be decided.`);
}
