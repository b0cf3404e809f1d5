import { MaskpredError, messageOf } from '@maskpred/core';
import type { ImageCandidate, ImageFilters, ImageSource } from '../source.js';

/** One source searched for one phrase. */
export interface LaneSpec {
  readonly source: ImageSource;
  readonly query: string;
  readonly filters: ImageFilters;
}

export type LaneItem =
  | { readonly type: 'candidate'; readonly spec: LaneSpec; readonly candidate: ImageCandidate }
  | {
      readonly type: 'ended';
      readonly spec: LaneSpec;
      readonly candidates: number;
      readonly error?: MaskpredError;
    };

/** Something that a source passed over. */
export interface LaneProblem {
  readonly spec: LaneSpec;
  readonly where: string;
  readonly message: string;
}

export interface OpenLanesOptions {
  readonly signal: AbortSignal;
  readonly onProblem: (problem: LaneProblem) => void;
}

/** Several searches as one. */
export interface Lanes {
  /** The next candidate, in turns; undefined when every lane has ended. */
  next(): Promise<LaneItem | undefined>;
  /** Ends every search. */
  close(): void;
}

interface Lane {
  readonly spec: LaneSpec;
  readonly iterator: AsyncGenerator<ImageCandidate>;
  /** Asked for before it is wanted, so that pages of several sources come at the same time. */
  upcoming: Promise<IteratorResult<ImageCandidate>> | undefined;
  candidates: number;
}

/**
 * Takes candidates of each lane in turns, so that every phrase and every source has its share. The order depends on what
 * the sources answer, not on how fast: a crawl that goes on decides as one that was never interrupted.
 */
export function openLanes(specs: readonly LaneSpec[], options: OpenLanesOptions): Lanes {
  const { signal, onProblem } = options;
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let lanes: Lane[] = specs.map((spec) => ({
    spec,
    iterator: search(spec, controller.signal, onProblem),
    upcoming: undefined,
    candidates: 0,
  }));
  let turn = 0;
  const ask = (lane: Lane) => {
    if (lane.upcoming) return lane.upcoming;
    const upcoming = lane.iterator.next();
    upcoming.catch(() => undefined); // it is awaited in its turn
    return (lane.upcoming = upcoming);
  };
  return {
    async next() {
      for (const lane of lanes) void ask(lane);
      const lane = lanes[turn % lanes.length];
      if (!lane) return undefined;
      const { spec } = lane;
      const end = (error?: MaskpredError): LaneItem => {
        turn %= lanes.length;
        lanes = lanes.filter((other) => other !== lane);
        return { type: 'ended', spec, candidates: lane.candidates, ...(error ? { error } : {}) };
      };
      try {
        const result = await ask(lane);
        lane.upcoming = undefined;
        if (result.done) return end();
        lane.candidates++;
        turn = (turn % lanes.length) + 1;
        return { type: 'candidate', spec, candidate: result.value };
      } catch (error) {
        signal.throwIfAborted();
        const failure = asMaskpredError(error, spec);
        if (failure.code === 'INVALID_ARGUMENT') throw failure; // wrong usage, not a service that is down
        return end(failure);
      }
    },
    close() {
      signal.removeEventListener('abort', stop);
      controller.abort();
      for (const { iterator } of lanes) void iterator.return(undefined).catch(() => undefined);
      lanes = [];
    },
  };
}

/** A generator, so that a source that throws when it is called is one that fails when it is asked. */
async function* search(
  spec: LaneSpec,
  signal: AbortSignal,
  onProblem: OpenLanesOptions['onProblem'],
): AsyncGenerator<ImageCandidate> {
  const { source, query, filters } = spec;
  yield* source.search(query, {
    filters,
    signal,
    onProblem: ({ where, message }) => onProblem({ spec, where, message }),
  });
}

function asMaskpredError(error: unknown, { source, query }: LaneSpec): MaskpredError {
  if (MaskpredError.isInstance(error)) return error;
  const message = `The source ${source.name} failed for "${query}": ${messageOf(error)}`;
  return new MaskpredError('SOURCE_CHANGED', message, { cause: error });
}
