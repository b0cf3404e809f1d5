import type { Classifier, ClassScore, FaceDetection, FaceDetector, RawImage } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import type { VideoPredictorOptions } from './options.js';
import { createVideoPredictorOf, type VideoAnswer } from './video-predictor.js';

type Label = 'mask' | 'no-mask' | 'not-face';
const LABELS: readonly Label[] = ['mask', 'no-mask', 'not-face'];

const frame = (width = 320, height = 240): RawImage => ({
  data: new Uint8Array(width * height * 3).fill(90),
  width,
  height,
  channels: 3,
});
const face = (x: number, y = 100, side = 40, score = 0.9): FaceDetection => ({
  box: { x, y, width: side, height: side },
  score,
});

/** Parts that answer what the test says, and hold an answer back when asked to. */
function parts(options: Partial<VideoPredictorOptions<Label>> = {}) {
  const state = {
    faces: [] as FaceDetection[],
    label: 'mask' as Label,
    gate: undefined as Promise<void> | undefined,
    detections: 0,
    classified: 0,
    minScores: [] as (number | undefined)[],
    disposed: 0,
    failure: undefined as Error | undefined,
  };
  const detector: FaceDetector = {
    name: 'fake',
    async detect(_image, { minScore, signal } = {}) {
      state.detections++;
      state.minScores.push(minScore);
      await state.gate;
      signal?.throwIfAborted();
      if (state.failure) throw state.failure;
      return state.faces.filter(({ score }) => score >= (minScore ?? 0.5));
    },
    dispose: () => void state.disposed++,
  };
  const classifier: Classifier<Label> = {
    labels: LABELS,
    async classify(crops) {
      state.classified += crops.length;
      return crops.map((): ClassScore<Label>[] => [
        { label: state.label, score: 0.96 },
        ...LABELS.filter((label) => label !== state.label).map((label) => ({ label, score: 0.02 })),
      ]);
    },
    dispose: () => void state.disposed++,
  };
  const predictor = createVideoPredictorOf<Label>(
    { detector, classifier, ...options },
    {
      createDetector: () => Promise.reject(new Error('a default detector was made')),
      createClassifier: () => Promise.reject(new Error('a default classifier was made')),
    },
  );
  return { state, predictor, detector, classifier };
}

function seen(answer: VideoAnswer<Label>) {
  if (answer.status !== 'seen') throw new Error(`The frame was dropped: ${answer.reason}`);
  return answer;
}

/** Pushes a frame each 100 ms, and returns the last answer. */
async function watch(made: ReturnType<typeof parts>, from: number, looks: number, image = frame()) {
  const predictor = await made.predictor;
  let last: VideoAnswer<Label> | undefined;
  for (let i = 0; i < looks; i++) last = await predictor.push(image, { timestampMs: from + 100 * i });
  return seen(last!);
}

describe('push', () => {
  it('answers [] where there is nobody, without asking the classifier', async () => {
    const made = parts();
    expect(await watch(made, 0, 1)).toEqual({
      status: 'seen',
      timestampMs: 0,
      width: 320,
      height: 240,
      people: [],
      classified: 0,
    });
    expect(made.state.classified).toBe(0);
  });

  it('shows a face from the second look on, and decides its label', async () => {
    const made = parts({ decideAt: 5 });
    made.state.faces = [face(50)];
    expect((await watch(made, 0, 1)).people).toEqual([]);
    const [person] = (await watch(made, 100, 1)).people;
    expect(person).toMatchObject({ id: 1, label: undefined, isSeen: true, firstSeenMs: 0, lastSeenMs: 100 });
    expect(person!.score).toBeCloseTo(0.96, 6);
    expect((await watch(made, 200, 2)).people[0]!.label).toBe('mask');
  });

  it('keeps id and label through a contrary look, and follows a lasting change', async () => {
    const made = parts();
    made.state.faces = [face(50)];
    await watch(made, 0, 10);
    made.state.label = 'no-mask';
    expect((await watch(made, 1000, 1)).people[0]).toMatchObject({ id: 1, label: 'mask' });
    expect((await watch(made, 1100, 12)).people[0]).toMatchObject({ id: 1, label: 'no-mask' });
  });

  it('lets the classifier rest once a label is decided', async () => {
    const [resting, restless] = [parts({ recheckMs: 400 }), parts({ recheckMs: 0 })];
    for (const made of [resting, restless]) {
      made.state.faces = [face(50), face(150)];
      await watch(made, 0, 21);
    }
    expect(restless.state.classified).toBe(42);
    expect(resting.state.classified).toBeLessThan(16);
  });

  it('shows a face that is missed for a while where it should be', async () => {
    const made = parts();
    for (let i = 0; i < 8; i++) {
      made.state.faces = [face(50 + 10 * i)];
      await watch(made, 100 * i, 1);
    }
    made.state.faces = [];
    const [person] = (await watch(made, 800, 1)).people;
    expect(person).toMatchObject({ id: 1, isSeen: false, lastSeenMs: 700 });
    expect(person!.box.x).toBeGreaterThan(122);
    expect((await watch(made, 900, 8)).people).toEqual([]);
  });

  it('asks the detector for unsure faces too, which continue a track and begin none', async () => {
    const made = parts();
    made.state.faces = [face(50, 100, 40, 0.3)];
    expect((await watch(made, 0, 3)).people).toEqual([]);
    made.state.faces = [face(50)];
    await watch(made, 300, 2);
    made.state.faces = [face(50, 100, 40, 0.3)];
    expect((await watch(made, 500, 5)).people[0]).toMatchObject({ isSeen: true, lastSeenMs: 900 });
    expect(made.state.minScores[0]).toBe(0.25);
  });

  it('leaves out what is decided to be no face, unless it is kept', async () => {
    const [plain, keeping] = [parts(), parts({ keepNotFace: true })];
    for (const made of [plain, keeping]) Object.assign(made.state, { faces: [face(50)], label: 'not-face' });
    expect((await watch(plain, 0, 3)).people).toEqual([]);
    expect((await watch(keeping, 0, 3)).people[0]!.label).toBe('not-face');
  });

  it('passes on a failure, and goes on with the next frame', async () => {
    const made = parts();
    made.state.faces = [face(50)];
    await watch(made, 0, 3);
    made.state.failure = new Error('the GPU is gone');
    await expect((await made.predictor).push(frame(), { timestampMs: 300 })).rejects.toThrow(
      'the GPU is gone',
    );
    made.state.failure = undefined;
    expect((await watch(made, 400, 1)).people[0]).toMatchObject({ id: 1, label: 'mask' });
  });

  it('looks at a huge frame', async () => {
    const made = parts();
    made.state.faces = [face(5000, 3000, 900)];
    expect((await watch(made, 0, 2, frame(7000, 4000))).people[0]!.box.width).toBeCloseTo(900, 0);
  });

  it('refuses a time that is none', async () => {
    const predictor = await parts().predictor;
    await expect(predictor.push(frame(), { timestampMs: NaN })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('frames that are dropped', () => {
  it('come while another one is looked at, and are not looked at later', async () => {
    const made = parts();
    const predictor = await made.predictor;
    let open = () => {};
    made.state.gate = new Promise((resolve) => (open = resolve));
    const first = predictor.push(frame(), { timestampMs: 0 });
    expect(predictor.wants(500)).toBe(false);
    expect(await predictor.push(frame(), { timestampMs: 500 })).toEqual({
      status: 'dropped',
      reason: 'busy',
    });
    open();
    await first;
    expect(made.state.detections).toBe(1);
    expect(predictor.wants(500)).toBe(true);
  });

  it.each([
    ['early', 1050],
    ['late', 700],
  ])('come too %s', async (reason, timestampMs) => {
    const made = parts();
    await watch(made, 1000, 1);
    expect(await (await made.predictor).push(frame(), { timestampMs })).toEqual({
      status: 'dropped',
      reason,
    });
  });

  it('have no pixels', async () => {
    const empty: RawImage = { data: new Uint8Array(), width: 0, height: 0, channels: 3 };
    const answer = await (await parts().predictor).push(empty, { timestampMs: 0 });
    expect(answer).toEqual({ status: 'dropped', reason: 'empty' });
  });
});

describe('another video', () => {
  it('begins when time jumps back: nobody is the same', async () => {
    const made = parts();
    made.state.faces = [face(50)];
    await watch(made, 60_000, 3);
    expect((await watch(made, 0, 2)).people[0]!.id).toBe(2);
  });

  it('begins when the shape of the frames changes, as when a phone is turned', async () => {
    const made = parts();
    made.state.faces = [face(50)];
    await watch(made, 0, 3);
    expect((await watch(made, 300, 2, frame(240, 320))).people[0]!.id).toBe(2);
  });

  it('does not begin when only the resolution changes: tracks are scaled', async () => {
    const made = parts();
    made.state.faces = [face(50)];
    await watch(made, 0, 3);
    made.state.faces = [face(100, 200, 80)];
    const [person] = (await watch(made, 300, 1, frame(640, 480))).people;
    expect(person).toMatchObject({ id: 1, label: 'mask' });
    expect(person!.box.width).toBeCloseTo(80, 0);
  });

  it('begins by reset, which drops the frame that is looked at', async () => {
    const made = parts();
    const predictor = await made.predictor;
    made.state.faces = [face(50)];
    await watch(made, 0, 3);
    let open = () => {};
    made.state.gate = new Promise((resolve) => (open = resolve));
    const call = predictor.push(frame(), { timestampMs: 300 });
    predictor.reset();
    open();
    expect(await call).toEqual({ status: 'dropped', reason: 'reset' });
    expect(predictor.predictAt(300)).toEqual([]);
    made.state.gate = undefined;
    expect((await watch(made, 0, 2)).people[0]!.id).toBe(2);
  });
});

describe('predictAt', () => {
  it('is [] before the first look', async () => {
    expect((await parts().predictor).predictAt(0)).toEqual([]);
  });

  it('moves boxes on between looks, for a while, and inside the frame', async () => {
    const made = parts();
    for (let i = 0; i < 10; i++) {
      made.state.faces = [face(20 + 8 * i)];
      await watch(made, 100 * i, 1);
    }
    const predictor = await made.predictor;
    const xAt = (ms: number) => predictor.predictAt(ms)[0]!.box.x;
    expect(xAt(950) - xAt(900)).toBeCloseTo(4, 0);
    expect(xAt(850)).toBeLessThan(xAt(900));
    expect(xAt(1200)).toBe(xAt(9000));
    const { box } = predictor.predictAt(1200)[0]!;
    expect(box.x + box.width).toBeLessThanOrEqual(320);
  });
});

describe('the end', () => {
  it('stops a call by its signal, and follows on', async () => {
    const made = parts();
    const predictor = await made.predictor;
    made.state.faces = [face(50)];
    await watch(made, 0, 3);
    const reason = new Error('enough');
    await expect(
      predictor.push(frame(), { timestampMs: 300, signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    const controller = new AbortController();
    const call = predictor.push(frame(), { timestampMs: 300, signal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect((await watch(made, 400, 1)).people[0]!.id).toBe(1);
  });

  it('rejects with DISPOSED afterwards, and leaves injected parts alone', async () => {
    const made = parts();
    const predictor = await made.predictor;
    predictor.dispose();
    predictor.dispose();
    await expect(predictor.push(frame(), { timestampMs: 0 })).rejects.toMatchObject({ code: 'DISPOSED' });
    expect(predictor.wants(0)).toBe(false);
    expect(made.state.disposed).toBe(0);
  });

  it('rejects a call that was running', async () => {
    const made = parts();
    const predictor = await made.predictor;
    let open = () => {};
    made.state.gate = new Promise((resolve) => (open = resolve));
    const call = predictor.push(frame(), { timestampMs: 0 });
    predictor.dispose();
    open();
    await expect(call).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('frees the parts that were made', async () => {
    const { detector, classifier, state } = parts();
    const predictor = await createVideoPredictorOf<Label>(
      {},
      { createDetector: async () => detector, createClassifier: async () => classifier },
    );
    predictor.dispose();
    expect(state.disposed).toBe(2);
    expect(predictor.labels).toEqual(LABELS);
  });
});
