import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { draw } from '../../../packages/crawler/src/__fixtures__/web/pictures.js';
import { startLabel } from '../../label/server.js';
import { enterLabel, type LabelClient, ProblemError } from './label-client.js';
import { hashesIn } from './files.js';
import type { Job } from './job.js';

const DECISIONS = 80;
const NAMES = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];

/** `label`, with a client that draws one box after the other and sends again what was not answered. */
export function labelJob(): Job {
  /** Ids of the decisions that the server said were saved, by folder. */
  const acknowledged = new Map<string, string[]>();
  return {
    name: 'label',
    async prepare(folder) {
      await writePictures(folder);
      acknowledged.set(folder, []);
    },
    async start(folder) {
      const saved = acknowledged.get(folder)!;
      const server = await startLabel(folder);
      const client = await enterLabel(server.url);
      const work = decideAll(client, saved).then(
        () => server.stop(),
        async (error: unknown) => {
          await server.kill();
          if (error instanceof ProblemError) throw error;
          return null; // the connection ended: it was killed
        },
      );
      return {
        begun: Promise.resolve(),
        ended: work.then((status) => ({ status, stderr: '' })),
        kill: () => void server.kill(),
      };
    },
    async check(folder) {
      const ids = await decisionsIn(folder);
      expect(acknowledged.get(folder)!.filter((id) => !ids.includes(id))).toEqual([]);
    },
    read: async (folder) => ({
      annotations: await hashesIn(join(folder, 'annotations')),
      decisions: await decisionsIn(folder),
    }),
  };
}

export async function writePictures(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [seed, name] of NAMES.entries())
    await draw(seed, { width: 400 }).jpeg().toFile(join(folder, name));
}

/** Decision by decision, from the first that was not answered on. */
async function decideAll(client: LabelClient, saved: string[]): Promise<void> {
  const pictures = await client.pictures();
  for (let i = saved.length; i < DECISIONS; i++) {
    const decision = decisionOf(i, pictures);
    await client.send(decision);
    saved.push(decision.id);
  }
}

/** One after the other they draw boxes into all pictures by turns. */
export function decisionOf(index: number, pictures: Awaited<ReturnType<LabelClient['pictures']>>) {
  const { id: picture, revision } = pictures[index % NAMES.length]!;
  const at = Math.floor(index / NAMES.length);
  const after = {
    id: `box-${at}`,
    box: { x: at % 300, y: index % 300, width: 9, height: 11 },
    label: 'mask',
  };
  return {
    type: 'decide',
    id: idOf(index),
    picture,
    revision: index < NAMES.length ? revision : idOf(index - NAMES.length),
    kind: 'draw',
    change: { boxes: [{ at, before: null, after }] },
  };
}

function idOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** Ids of the decisions in the journal, in order. */
export async function decisionsIn(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, '.maskpred', 'labels.jsonl'), 'utf8');
  const entries = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { t?: string; id?: string });
  return entries.flatMap(({ t, id }) => (t === 'decide' ? id! : []));
}
