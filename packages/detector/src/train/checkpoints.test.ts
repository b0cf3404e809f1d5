import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoints, type PhaseCheckpoint } from './checkpoints.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const checkpoint: PhaseCheckpoint = {
  optimiser: new Map([
    ['steps', Float32Array.of(7)],
    ['weight/a/kernel', Float32Array.of(1, -0.5, 3.25)],
  ]),
  progress: {
    history: [{ phase: 'heads', epoch: 0, loss: 1.5, valAp: 0.75, learningRate: 0.002, durationMs: 12 }],
    best: new Map([['a/kernel', Float32Array.of(4, 5)]]),
    bestAp: 0.75,
    bestEpoch: 0,
  },
};

describe('openCheckpoints', () => {
  it('has nothing at first, and nothing ever without a folder', async () => {
    expect(await openCheckpoints(folder, 'key').load('heads')).toEqual({ status: 'none' });
    const none = openCheckpoints(undefined, 'key');
    await none.save('heads', checkpoint);
    expect(await none.load('heads')).toEqual({ status: 'none' });
  });

  it('hands out what was saved, a phase each, until it is cleared', async () => {
    const saving = openCheckpoints(join(folder, 'new'), 'key');
    await saving.save('heads', checkpoint);
    const reading = openCheckpoints(join(folder, 'new'), 'key');
    expect(await reading.load('heads')).toEqual({ status: 'found', checkpoint });
    expect(await reading.load('fine-tune')).toEqual({ status: 'none' });
    await reading.clear();
    expect(await reading.load('heads')).toEqual({ status: 'none' });
  });

  it('does not go on from other scenes, nor from a damaged file', async () => {
    await openCheckpoints(folder, 'key').save('heads', checkpoint);
    expect(await openCheckpoints(folder, 'other').load('heads')).toEqual({ status: 'other' });
    await truncate(join(folder, 'heads.checkpoint'), 700);
    expect(await openCheckpoints(folder, 'key').load('heads')).toEqual({ status: 'damaged' });
  });
});
