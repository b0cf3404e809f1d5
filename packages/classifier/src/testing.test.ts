import { describe, expect, it } from 'vitest';
import type { Classifier, RawImage } from '@maskpred/core';
import { classifierContract } from './testing.js';

const face: RawImage = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 };
const good: Classifier = {
  labels: ['a', 'b'],
  classify: (faces) =>
    Promise.resolve(
      faces.map(() => [
        { label: 'a', score: 0.75 },
        { label: 'b', score: 0.25 },
      ]),
    ),
  dispose: () => undefined,
};

async function failures(broken: Partial<Classifier>): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of classifierContract(() => Promise.resolve({ ...good, ...broken }), [face])) {
    await run().catch(() => names.push(name));
  }
  return names;
}

describe('classifierContract', () => {
  it('finds that a classifier neither stops nor stays disposed', async () => {
    expect(await failures({})).toEqual([
      'stops when it is told to',
      'says DISPOSED after dispose, which may be called twice',
    ]);
  });

  it.each([
    ['has one label', { labels: ['a'] }, 'has at least two labels, each once'],
    [
      'does not sum to 1',
      {
        classify: () =>
          Promise.resolve([
            [
              { label: 'a', score: 0.5 },
              { label: 'b', score: 0.25 },
            ],
          ]),
      },
      'gives every label a score, best first, summing to 1',
    ],
    [
      'changes its input',
      {
        classify: (faces: readonly RawImage[]) => {
          for (const { data } of faces) data[0]! += 1;
          return good.classify(faces);
        },
      },
      'leaves the crops as they are',
    ],
  ])('finds a classifier that %s', async (_, broken, name) => {
    expect(await failures(broken)).toContain(name);
  });
});
