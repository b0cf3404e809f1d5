import {
  type Box,
  type Classifier,
  type ClassScore,
  type DetectOptions,
  type FaceDetection,
  type FaceDetector,
  MaskpredError,
  type RawImage,
} from '@maskpred/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPredictorOf, DEFAULTS, type MaskPredictorOptions } from './predictor.js';

type Label = 'mask' | 'no-mask' | 'not-face';
const LABELS: readonly Label[] = ['mask', 'no-mask', 'not-face'];

/** A picture whose red channel is the column and green the row, so that a crop tells where it was cut. */
function gradient(width = 64, height = 48): RawImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([x, y, 0], (y * width + x) * 3);
  }
  return { data, width, height, channels: 3 };
}

const face = (x: number, y: number, size = 4, score = 0.9): FaceDetection => ({
  box: { x, y, width: size, height: size },
  score,
});

function fakeDetector(faces: readonly FaceDetection[]) {
  const calls: (DetectOptions | undefined)[] = [];
  const state = { disposed: 0 };
  const detector: FaceDetector = {
    name: 'fake',
    async detect(_image, options) {
      options?.signal?.throwIfAborted();
      calls.push(options);
      return [...faces];
    },
    dispose: () => void state.disposed++,
  };
  return { detector, calls, state };
}

/** Answers by the left edge of the crop: 0-9 mask, 10-19 no-mask, from 20 not-face. */
function fakeClassifier(cropMargin?: number) {
  const batches: (readonly RawImage[])[] = [];
  const state = { disposed: 0 };
  const classifier: Classifier<Label> = {
    labels: LABELS,
    ...(cropMargin === undefined ? {} : { cropMargin }),
    async classify(crops, options) {
      options?.signal?.throwIfAborted();
      batches.push(crops);
      return crops.map((crop) => row(LABELS[Math.min(2, Math.floor(crop.data[0] / 10))]));
    },
    dispose: () => void state.disposed++,
  };
  return { classifier, batches, state };
}

function row(best: Label): ClassScore<Label>[] {
  const others = LABELS.filter((label) => label !== best).map((label) => ({ label, score: 0.1 }));
  return [{ label: best, score: 0.8 }, ...others];
}

const noDefaults = {
  createDetector: () => Promise.reject(new Error('a default detector was made')),
  createClassifier: () => Promise.reject(new Error('a default classifier was made')),
};

function make(
  faces: readonly FaceDetection[],
  options: MaskPredictorOptions<Label> = {},
  cropMargin?: number,
) {
  const detecting = fakeDetector(faces);
  const classifying = fakeClassifier(cropMargin);
  const predictor = createPredictorOf<Label>(
    { detector: detecting.detector, classifier: classifying.classifier, ...options },
    noDefaults,
  );
  return { predictor, detecting, classifying };
}

describe('predict', () => {
  it('answers [] without asking the classifier when there is no face', async () => {
    const { predictor, classifying } = make([]);
    expect(await (await predictor).predict(gradient())).toEqual([]);
    expect(classifying.batches).toEqual([]);
  });

  it('gives each face its own label, in the order of the detector', async () => {
    const { predictor } = make([face(12, 3), face(1, 1), face(15, 9)]);
    const people = await (await predictor).predict(gradient());
    expect(people.map(({ label }) => label)).toEqual(['no-mask', 'mask', 'no-mask']);
    expect(people.map(({ face: { box } }) => box.x)).toEqual([12, 1, 15]);
    expect(people[0]).toEqual({
      face: face(12, 3),
      label: 'no-mask',
      score: 0.8,
      scores: row('no-mask'),
    });
  });

  it('drops not-face unless it is kept', async () => {
    const faces = [face(1, 1), face(30, 1), face(11, 1)];
    const labelsOf = async (options: MaskPredictorOptions<Label>) => {
      const predictor = await make(faces, options).predictor;
      return (await predictor.predict(gradient())).map(({ label }) => label);
    };
    expect(await labelsOf({})).toEqual(['mask', 'no-mask']);
    expect(await labelsOf({ keepNotFace: true })).toEqual(['mask', 'not-face', 'no-mask']);
  });

  it('cuts the crop that the classifier was trained on: its margin around the box', async () => {
    const { predictor, classifying } = make([face(12, 20, 8)], {}, 0.25);
    await (await predictor).predict(gradient());
    const [crop] = classifying.batches[0];
    expect([crop.width, crop.height]).toEqual([12, 12]);
    expect([...crop.data.subarray(0, 3)]).toEqual([10, 18, 0]);
  });

  it('classifies every face once, in bounded batches, however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 70 }), async (columns) => {
        const { predictor, classifying } = make(columns.map((x) => face(x, 2)));
        const people = await (await predictor).predict(gradient());
        expect(people.map(({ label }) => label)).toEqual(columns.map((x) => (x < 10 ? 'mask' : 'no-mask')));
        expect(classifying.batches.flat()).toHaveLength(columns.length);
        expect(classifying.batches.every((batch) => batch.length <= DEFAULTS.batchSize)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('hands the detector its options and leaves the picture as it was', async () => {
    const { predictor, detecting } = make([face(1, 1)]);
    const image = gradient();
    const before = Uint8Array.from(image.data);
    await (await predictor).predict(image, { minScore: 0.7, maxFaces: 3 });
    expect(detecting.calls).toEqual([{ minScore: 0.7, maxFaces: 3 }]);
    expect(image.data).toEqual(before);
  });

  it('keeps parallel calls apart', async () => {
    const { predictor } = make([face(1, 1), face(11, 1)]);
    const made = await predictor;
    const [small, large] = await Promise.all([made.predict(gradient()), made.predict(gradient(200, 100))]);
    expect(small).toEqual(large);
  });

  it('rejects with the reason of an aborted call, before and between batches', async () => {
    const reason = new Error('enough');
    const early = make([face(1, 1)]);
    await expect(
      (await early.predictor).predict(gradient(), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(early.detecting.calls).toEqual([]);

    const controller = new AbortController();
    const crowd = make(Array.from({ length: 40 }, () => face(1, 1)));
    const classifier: Classifier<Label> = {
      ...crowd.classifying.classifier,
      async classify(crops) {
        const rows = await crowd.classifying.classifier.classify(crops);
        controller.abort(reason);
        return rows;
      },
    };
    const predictor = await createPredictorOf({ detector: crowd.detecting.detector, classifier }, noDefaults);
    await expect(predictor.predict(gradient(), { signal: controller.signal })).rejects.toBe(reason);
    expect(crowd.classifying.batches).toHaveLength(1);
  });

  it('passes on the code of a picture that does not decode', async () => {
    const { predictor } = make([]);
    const codeOf = async (input: string | Uint8Array) =>
      (await predictor).predict(input).then(
        () => 'none',
        (error: unknown) => (MaskpredError.isInstance(error) ? error.code : 'other'),
      );
    expect(await codeOf(new Uint8Array())).toBe('IMAGE_DECODE_FAILED');
    expect(await codeOf('no-such-file.jpg')).toBe('FILE_NOT_FOUND');
  });

  it('says which box is wrong when a detector breaks its contract', async () => {
    const outside: Box = { x: 500, y: 500, width: 5, height: 5 };
    const { predictor } = make([{ box: outside, score: 1 }]);
    await expect((await predictor).predict(gradient())).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('x 500'),
    });
  });
});

describe('ownership', () => {
  it('leaves injected parts alone and frees those made here, once', async () => {
    const injected = fakeDetector([]);
    const made = fakeClassifier();
    const predictor = await createPredictorOf(
      { detector: injected.detector },
      { ...noDefaults, createClassifier: async () => made.classifier },
    );
    predictor.dispose();
    predictor.dispose();
    expect([injected.state.disposed, made.state.disposed]).toEqual([0, 1]);
  });

  it('rejects with DISPOSED afterwards', async () => {
    const predictor = await make([]).predictor;
    predictor.dispose();
    await expect(predictor.predict(gradient())).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('frees the part that was made when the other one fails', async () => {
    const made = fakeDetector([]);
    const failure = new MaskpredError('MODEL_LOAD_FAILED', 'no weights');
    const creation = createPredictorOf(
      {},
      { createDetector: async () => made.detector, createClassifier: () => Promise.reject(failure) },
    );
    await expect(creation).rejects.toBe(failure);
    expect(made.state.disposed).toBe(1);
  });

  it('asks the makers of default parts for the engine, and refuses one that nothing would use', async () => {
    const engines: unknown[] = [];
    await createPredictorOf(
      { engine: 'wasm' },
      {
        createDetector: async (options) => (engines.push(options), fakeDetector([]).detector),
        createClassifier: async (options) => (engines.push(options), fakeClassifier().classifier),
      },
    );
    expect(engines).toEqual([{ engine: 'wasm' }, { engine: 'wasm' }]);
    await expect(make([], { engine: 'wasm' }).predictor).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('shows the labels of the classifier', async () => {
    expect((await make([]).predictor).labels).toEqual(LABELS);
  });
});
