import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../packages/dataset/page/src/api/http.js';
import { createOutbox, type OutboxState } from '../packages/dataset/page/src/api/outbox.js';
import type { Command } from '../packages/dataset/src/label/protocol.js';

describe('the outbox', () => {
  const command = (id: string): Command => ({ type: 'undo', id });
  const noTop = { undo: null, redo: null };

  function make(answers: (readonly Command[] | number)[]) {
    const sent: string[][] = [];
    const states: OutboxState[] = [];
    const results: string[] = [];
    const outbox = createOutbox({
      async send(commands) {
        sent.push(commands.map(({ id }) => id));
        const status = answers.shift();
        if (typeof status === 'number') throw new ApiError(status, { code: 'TRY', message: 'Not now.' });
        return {
          status: 200,
          body: { results: commands.map(({ id }) => ({ id, status: 'saved', pictures: [] })), ...noTop },
        };
      },
      storage: { keep: () => true },
      onState: (state) => states.push(state),
      onResult: ({ id }, { status }) => results.push(`${id} ${status}`),
      onAnswer: () => {},
    });
    return { outbox, sent, states, results };
  }

  it('sends what came while it was sending in one batch, in order', async () => {
    const { outbox, sent, results } = make([]);
    outbox.add([]);
    outbox.add([command('a')]);
    outbox.add([command('b')]);
    outbox.add([command('c')]);
    await outbox.whenEmpty();
    expect(sent).toEqual([['a'], ['b', 'c']]);
    expect(results).toEqual(['a saved', 'b saved', 'c saved']);
  });

  it.each([0, 401, 500, 507])('keeps all of it when the answer is %d, and sends it again', async (status) => {
    vi.useFakeTimers();
    const { outbox, sent, states } = make([status, status]);
    outbox.add([command('a')]);
    await vi.advanceTimersByTimeAsync(1);
    expect(states.at(-1)).toMatchObject({ waiting: 1, problem: { status } });
    outbox.add([command('b')]);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(sent.at(-1)).toEqual(['a', 'b']);
    expect(states.at(-1)).toEqual({ waiting: 0, problem: null, isKept: true });
  });

  it('does not let one impossible command hold up the others', async () => {
    const { outbox, sent, results } = make([[], 400, 400]);
    outbox.add([command('first')]);
    outbox.add([command('bad'), command('good')]);
    await outbox.whenEmpty();
    expect(sent).toEqual([['first'], ['bad', 'good'], ['bad'], ['good']]);
    expect(results).toEqual(['first saved', 'bad refused', 'good saved']);
  });
});
