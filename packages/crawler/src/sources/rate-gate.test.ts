import { describe, expect, it } from 'vitest';
import { createRateGate } from './rate-gate.js';

const URL_ASKED = 'https://api.example/';

function gateAt(start: number, maxWaitMs: number) {
  const clock = { now: start, slept: [] as number[] };
  const gate = createRateGate({
    source: 'openverse',
    maxWaitMs,
    now: () => clock.now,
    sleep: async (ms) => {
      clock.slept.push(ms);
      clock.now += ms;
    },
  });
  return { clock, gate };
}

const left = (scope: string, limit: string, available: string) => ({
  [`x-ratelimit-limit-${scope}`]: limit,
  [`x-ratelimit-available-${scope}`]: available,
});

describe('createRateGate', () => {
  it('is open without headers, with some left, and with headers that say nothing', async () => {
    const { clock, gate } = gateAt(0, 0);
    for (const headers of [
      {},
      left('anon_burst', '20/min', '1'),
      left('anon_burst', '', '0'),
      left('anon_burst', 'many', '0'),
      left('anon_burst', '20/min', 'none'),
    ]) {
      gate.note(headers);
      await gate.pass(URL_ASKED, undefined);
    }
    expect(clock.slept).toEqual([]);
  });

  it.each([
    ['20/s', 1000],
    ['20/min', 60_000],
    ['5/hour', 3_600_000],
    ['200/day', 86_400_000],
  ])('waits as long as %s lasts, once', async (limit, wait) => {
    const { clock, gate } = gateAt(5000, wait);
    gate.note(left('anon', limit, '0'));
    clock.now += 400;
    await gate.pass(URL_ASKED, undefined);
    await gate.pass(URL_ASKED, undefined);
    expect(clock.slept).toEqual([wait - 400]);
  });

  it('obeys the longest of several limits', async () => {
    const { gate } = gateAt(0, 60_000);
    gate.note({ ...left('anon_sustained', '200/day', '0'), ...left('anon_burst', '20/min', '0') });
    await expect(gate.pass(URL_ASKED, undefined)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      message: 'openverse: its limit of 200/day is reached. Go on after 1970-01-02T00:00:00.000Z.',
      retryAfterMs: 86_400_000,
    });
  });

  it('ends its wait with the reason of the signal', async () => {
    const gate = createRateGate({ source: 'x', maxWaitMs: 60_000 });
    gate.note(left('anon', '20/min', '0'));
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = gate.pass(URL_ASKED, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
