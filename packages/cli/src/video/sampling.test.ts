import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, describe, it } from 'vitest';
import { describeVideos } from './__fixtures__/clips.js';
import { createSampler, formatSamplingFilter, type Sampling } from './sampling.js';

const takenOf = (sampling: Sampling, times: readonly number[]) => times.filter(createSampler(sampling));
const framesAt = (rate: number, count: number) => Array.from({ length: count }, (_, i) => (i * 1000) / rate);

describe('createSampler', () => {
  it('takes each n-th frame, the first one among them', () => {
    expect(takenOf({ every: 3 }, [0, 1, 2, 3, 4, 5, 6])).toEqual([0, 3, 6]);
    expect(takenOf({ every: 1 }, [])).toEqual([]);
  });

  it.each([24, 25, 29.97, 30, 60])('keeps its mean rate at %d frames a second', (rate) => {
    expect(takenOf({ fps: 10 }, framesAt(rate, Math.ceil(rate * 10)))).toHaveLength(100);
  });

  it('takes every frame of a slower video, and one after a clock that jumped back', () => {
    expect(takenOf({ fps: 10 }, framesAt(5, 10))).toHaveLength(10);
    expect(takenOf({ fps: 10 }, [5000, 5010, 20, 30])).toEqual([5000, 20]);
  });
});

describeVideos('formatSamplingFilter', () => {
  it.each([
    [{ fps: 10 }, 30],
    [{ fps: 10 }, 24],
    [{ fps: 7.5 }, 29.97],
    [{ fps: 60 }, 25],
    [{ every: 4 }, 30],
  ] as const)('makes ffmpeg take the frames that the sampler takes: %o of %d', async (sampling, rate) => {
    const filters = `${formatSamplingFilter(sampling)},showinfo=checksum=0`;
    const source = `color=s=16x16:r=${rate}:d=2`;
    const args = ['-nostdin', '-f', 'lavfi', '-i', source, '-vf', filters, '-f', 'null', '-'];
    const { stderr } = await promisify(execFile)('ffmpeg', args);
    const times = [...stderr.matchAll(/ n: *\d+ pts: *\d+ pts_time:(\S+)/g)].map(([, time]) => Number(time));
    const expected = takenOf(sampling, framesAt(rate, Math.ceil(rate * 2 - 1e-6)));
    expect(times.map((time) => Math.round(time * 1000))).toEqual(expected.map(Math.round));
  });
});
