import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SLOW } from './__fixtures__/workplace.js';
import type { PicturePool } from './picture-workers.js';
import { openThreads } from './picture-threads.js';

const module = new URL('./__fixtures__/dying-worker.mjs', import.meta.url);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-threads-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Looks at pictures in two threads; what was asked comes back as `thread picture`, in the order of asking. */
async function look(name: string, work: (pool: PicturePool<'predict'>) => Promise<unknown>) {
  const notes = join(folder, name);
  await writeFile(notes, '');
  const pool = await openThreads('predict', { model: notes }, { concurrency: 2, module });
  try {
    await work(pool);
  } finally {
    await pool.close();
  }
  return (await readFile(notes, 'utf8')).split('\n').filter((line) => line !== '');
}

const lookAt = (pool: PicturePool<'predict'>, images: readonly string[]) =>
  Promise.all(images.map(async (image) => (await pool.run({ image })).answer));

describe('openThreads', () => {
  it('closes without having looked at anything', async () => {
    expect(await look('empty', async () => undefined)).toEqual([]);
  });

  it.each(['exit', 'throw'])(
    'gives the picture of a thread that dies (%s) to another one, once',
    async (how) => {
      const images = [`${how} once`, 'a', 'b', 'c', 'd', 'e'];
      const notes = await look(how, async (pool) => {
        const answers = await lookAt(pool, images);
        expect(answers.map(({ image }) => image)).toEqual(images);
        for (const answer of answers) expect(answer).not.toHaveProperty('error');
      });
      const looks = notes.filter((note) => note.endsWith('once')).map((note) => note.split(' ')[0]);
      expect(looks).toHaveLength(2);
      expect(looks[0]).not.toBe(looks[1]);
      expect(notes).toHaveLength(images.length + 1); // no other picture was looked at twice
    },
    SLOW,
  );

  it(
    'answers a picture that kills two threads as failed, and the others all the same',
    async () => {
      const images = ['exit always', 'a', 'throw always', 'b', 'c'];
      const notes = await look('always', async (pool) => {
        const answers = await lookAt(pool, images);
        const failed = answers.filter((answer) => 'error' in answer);
        expect(failed).toEqual([
          {
            image: 'exit always',
            error: {
              code: 'UNEXPECTED',
              message: expect.stringMatching(/^exit always: .*status 3/) as string,
            },
          },
          {
            image: 'throw always',
            error: { code: 'UNEXPECTED', message: expect.stringMatching(/thrown in the thread/) as string },
          },
        ]);
        expect((await pool.run({ image: 'later' })).answer).not.toHaveProperty('error');
      });
      expect(notes.filter((note) => note.endsWith('always'))).toHaveLength(4);
    },
    SLOW,
  );

  it('ends when the networks do not load', async () => {
    await look('fatal', async (pool) => {
      await expect(pool.run({ image: 'no-networks' })).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    });
  });
});
