import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createInferenceClient,
  FRAME_INTERVAL_MS,
  type InferenceClient,
} from '../examples/webcam/src/inference/client.js';
import type { FrameAnswer, Request, Response } from '../examples/webcam/src/inference/protocol.js';

/** A worker that remembers what it is sent, and answers when the test says so. */
class FakeWorker extends EventTarget {
  readonly requests: Request[] = [];
  isTerminated = false;

  postMessage(request: Request): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  answer(data: Response): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  count(type: Request['type']): number {
    return this.requests.filter((request) => request.type === type).length;
  }
}

const OPTIONS = { detector: 'ssd-fast', engine: 'auto' } as const;
const READY = { type: 'ready', engine: 'wasm', labels: ['mask'], ownModels: {}, loadMs: 1 } as const;
const ANSWER = { type: 'frame', answer: { timestampMs: 0, people: [] } as unknown as FrameAnswer } as const;
const settle = () => new Promise((resolve) => setTimeout(resolve));

let workers: FakeWorker[];
let log: string[];
let client: InferenceClient;
let isClosed: boolean;
/** Milliseconds that pass from one look at the clock to the next. */
let tick: number;

const worker = () => workers.at(-1)!;
const source = {
  grab: () => Promise.resolve({ close: () => void (isClosed = true) } as unknown as ImageBitmap),
};

beforeEach(() => {
  let now = 0;
  tick = FRAME_INTERVAL_MS;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += tick));
  workers = [];
  log = [];
  isClosed = false;
  client = createInferenceClient(
    {
      loading: () => log.push('loading'),
      ready: ({ recovery }) => log.push(`ready ${recovery}`),
      failed: ({ message }) => log.push(`failed ${message}`),
      frame: () => log.push('frame'),
      frameFailed: ({ message }) => log.push(`frame failed ${message}`),
    },
    () => {
      workers.push(new FakeWorker());
      return worker() as unknown as Worker;
    },
  );
});

afterEach(() => void vi.restoreAllMocks());

describe('the page’s side of the worker', () => {
  it('takes no frame before the networks run', async () => {
    expect(client.offerFrame(source, 0.5)).toBe(false);
    client.start(OPTIONS);
    expect(client.offerFrame(source, 0.5)).toBe(false);
    worker().answer(READY);
    expect(client.offerFrame(source, 0.5)).toBe(true);
    await settle();
    expect(worker().count('frame')).toBe(1);
  });

  it('drops frames while one is under way, and queues none', async () => {
    client.start(OPTIONS);
    worker().answer(READY);
    const taken = Array.from({ length: 5 }, () => client.offerFrame(source, 0.5));
    await settle();
    expect(taken).toEqual([true, false, false, false, false]);
    expect(worker().count('frame')).toBe(1);
    worker().answer(ANSWER);
    expect(client.offerFrame(source, 0.5)).toBe(true);
    worker().answer({ type: 'frame-failed', failure: { code: 'X', message: 'bad' } });
    expect(client.offerFrame(source, 0.5)).toBe(true);
    expect(log).toEqual(['loading', 'ready none', 'frame', 'frame failed bad']);
  });

  it('takes no frame sooner than needed after the last one', async () => {
    client.start(OPTIONS);
    worker().answer(READY);
    client.offerFrame(source, 0.5);
    tick = 1;
    await settle();
    worker().answer(ANSWER);
    expect(client.offerFrame(source, 0.5)).toBe(false);
    tick = FRAME_INTERVAL_MS;
    expect(client.offerFrame(source, 0.5)).toBe(true);
  });

  it('goes on after a frame without pixels, and after one that could not be copied', async () => {
    client.start(OPTIONS);
    worker().answer(READY);
    expect(client.offerFrame({ grab: () => undefined }, 0.5)).toBe(false);
    client.offerFrame({ grab: () => Promise.reject(new Error('the video ended')) }, 0.5);
    await settle();
    expect(client.offerFrame(source, 0.5)).toBe(true);
  });

  it('tells nobody what was found on a video that is no longer shown', async () => {
    client.start(OPTIONS);
    worker().answer(READY);
    client.offerFrame(source, 0.5);
    await settle();
    client.forget();
    worker().answer(ANSWER);
    expect(log).not.toContain('frame');
    expect(client.offerFrame(source, 0.5)).toBe(true);
  });

  it('replaces the worker for other options, and closes the frame that came too late for it', async () => {
    client.start(OPTIONS);
    worker().answer(READY);
    client.offerFrame(source, 0.5);
    client.start({ ...OPTIONS, detector: 'ssd-fine' });
    await settle();
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    expect(worker().requests).toEqual([{ type: 'start', options: { ...OPTIONS, detector: 'ssd-fine' } }]);
    expect(isClosed).toBe(true);
    workers[0].answer(ANSWER); // the old one is not listened to
    expect(log).not.toContain('frame');
  });

  it('replaces a worker that loses its GPU or dies, and gives up in the end', () => {
    client.start(OPTIONS);
    worker().answer({ type: 'engine-lost', message: 'WebGL' });
    worker().answer(READY);
    worker().dispatchEvent(new Event('error', { cancelable: true }));
    expect(worker().requests).toEqual([{ type: 'start', options: { ...OPTIONS, engine: 'wasm' } }]);
    worker().answer(READY);
    worker().answer({ type: 'engine-lost', message: 'again' });
    expect(workers).toHaveLength(3);
    expect(workers.every(({ isTerminated }) => isTerminated)).toBe(true);
    expect(log).toEqual([
      'loading',
      'loading',
      'ready restarted',
      'loading',
      'ready reduced',
      'failed again',
    ]);
  });

  it('replaces a worker of which one frame after the other fails', async () => {
    client.start(OPTIONS);
    worker().answer(READY);
    const failing = worker();
    for (let i = 0; i < 3; i++) {
      client.offerFrame(source, 0.5);
      await settle();
      failing.answer({ type: 'frame-failed', failure: { code: 'X', message: 'bad' } });
    }
    expect(workers).toHaveLength(2);
    expect(failing.isTerminated).toBe(true);
  });

  it('says why the networks do not start, and tries again when asked', () => {
    client.start(OPTIONS);
    worker().answer({ type: 'start-failed', failure: { code: 'MODEL_LOAD_FAILED', message: 'no model' } });
    expect(log.at(-1)).toBe('failed no model');
    client.start(OPTIONS);
    worker().answer(READY);
    expect(log.at(-1)).toBe('ready none');
  });

  it('answers pictures in any order, and rejects those of a worker that is replaced', async () => {
    client.start(OPTIONS);
    const [first, second, third] = [1, 2, 3].map(() => client.analysePicture(new Blob(), 0.5));
    worker().answer({ type: 'picture', id: 2, answer: { width: 2 } as never });
    worker().answer({
      type: 'picture-failed',
      id: 1,
      failure: { code: 'IMAGE_DECODE_FAILED', message: 'no' },
    });
    await expect(second).resolves.toEqual({ width: 2 });
    await expect(first).rejects.toMatchObject({ code: 'IMAGE_DECODE_FAILED' });
    client.start(OPTIONS);
    await expect(third).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
