import { type FaceDetection, type FaceDetector, MaskpredError, type RawImage } from '@maskpred/core';
import { blankPictures, check, checkSame, copyOf, rejectionOf, withAlpha } from './testing-tools.js';

/** One requirement: `run` rejects with an Error that says what is wrong when the detector does not meet it. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface FaceDetectorContractOptions {
  /** How many tensors are alive now, for detectors that count them (TensorFlow.js: `() => tf.memory().numTensors`). */
  readonly tensorCount?: () => number;
}

type CreateDetector = () => FaceDetector | Promise<FaceDetector>;

/**
 * What every {@link FaceDetector} must do, as cases for any test runner. Each case makes its own detector and
 * disposes of it.
 *
 * @param create - makes a new detector with the options that are to be tested.
 * @param pictures - at least two, each with at least one face that the detector finds.
 * @example
 * for (const { name, run } of faceDetectorContract(() => createSsdDetector(), pictures)) it(name, run);
 */
export function faceDetectorContract(
  create: CreateDetector,
  pictures: readonly RawImage[],
  options: FaceDetectorContractOptions = {},
): ContractCase[] {
  const withDetector = (name: string, test: (detector: FaceDetector) => Promise<void>): ContractCase => ({
    name,
    async run() {
      const detector = await create();
      try {
        await test(detector);
      } finally {
        detector.dispose();
      }
    },
  });
  const { tensorCount } = options;
  return [
    ...resultCases(withDetector, pictures),
    ...optionCases(withDetector, pictures),
    ...callCases(withDetector, pictures),
    ...lifeCases(withDetector, create, pictures),
    ...(tensorCount ? [leakCase(create, pictures, tensorCount)] : []),
  ];
}

type MakeCase = (name: string, test: (detector: FaceDetector) => Promise<void>) => ContractCase;

function resultCases(make: MakeCase, pictures: readonly RawImage[]): ContractCase[] {
  return [
    make('finds a face in every picture that was given', async (detector) => {
      check(pictures.length >= 2, `the contract needs at least two pictures, got ${pictures.length}`);
      for (const [i, faces] of (await detectAll(detector, pictures)).entries()) {
        check(faces.length > 0, `picture ${i}: no face`);
      }
    }),
    make('gives boxes with a size, inside the picture', async (detector) => {
      for (const [i, faces] of (await detectAll(detector, pictures)).entries()) {
        for (const { box } of faces) checkInside(box, pictures[i]!, `picture ${i}`);
      }
    }),
    make('gives scores from 0 to 1, best first', async (detector) => {
      for (const [i, faces] of (await detectAll(detector, pictures)).entries()) {
        const scores = faces.map(({ score }) => score);
        check(
          scores.every((score) => score >= 0 && score <= 1),
          `picture ${i}: scores ${scores.join(', ')} are not all from 0 to 1`,
        );
        checkSame(
          scores,
          [...scores].sort((a, b) => b - a),
          `picture ${i}: scores, best first`,
        );
      }
    }),
    make('gives [] for blank pictures of any size and shape', async (detector) => {
      for (const { name, image } of blankPictures()) {
        checkSame(await detector.detect(image), [], name);
      }
    }),
  ];
}

function optionCases(make: MakeCase, pictures: readonly RawImage[]): ContractCase[] {
  return [
    make('leaves out what is below minScore and nothing else', async (detector) => {
      for (const [i, faces] of (await detectAll(detector, pictures)).entries()) {
        const minScore = faces[Math.floor(faces.length / 2)]?.score ?? 1;
        checkSame(
          await detector.detect(pictures[i]!, { minScore }),
          faces.filter(({ score }) => score >= minScore),
          `picture ${i}: faces of at least ${minScore}`,
        );
      }
    }),
    make('gives at most maxFaces, the best ones', async (detector) => {
      for (const [i, faces] of (await detectAll(detector, pictures)).entries()) {
        const found = await detector.detect(pictures[i]!, { maxFaces: 1 });
        checkSame(found, faces.slice(0, 1), `picture ${i}: the best face`);
      }
    }),
    make('rejects options out of range with INVALID_ARGUMENT', async (detector) => {
      const wrong = [
        { minScore: -0.1 },
        { minScore: 1.1 },
        { minScore: NaN },
        { maxFaces: 0 },
        { maxFaces: 1.5 },
      ];
      for (const options of wrong) {
        await checkCode(detector.detect(pictures[0]!, options), 'INVALID_ARGUMENT', JSON.stringify(options));
      }
    }),
    make('rejects a picture whose size and data disagree with INVALID_ARGUMENT', async (detector) => {
      const short: RawImage = { data: new Uint8Array(5), width: 2, height: 1, channels: 3 };
      const empty: RawImage = { data: new Uint8Array(0), width: 0, height: 0, channels: 3 };
      for (const image of [short, empty]) {
        await checkCode(detector.detect(image), 'INVALID_ARGUMENT', `${image.width} x ${image.height}`);
      }
    }),
  ];
}

function callCases(make: MakeCase, pictures: readonly RawImage[]): ContractCase[] {
  return [
    make('answers the same picture the same way, with or without an alpha channel', async (detector) => {
      const [first] = await detectAll(detector, pictures.slice(0, 1));
      checkSame(await detector.detect(pictures[0]!), first, 'the second call');
      checkSame(await detector.detect(withAlpha(pictures[0]!)), first, 'the picture as RGBA');
    }),
    make('answers parallel calls as it answers one after another', async (detector) => {
      const serial = await detectAll(detector, pictures);
      const parallel = await Promise.all(pictures.map((image) => detector.detect(image)));
      checkSame(parallel, serial, 'parallel calls');
    }),
    make('does not change the picture', async (detector) => {
      const image = copyOf(pictures[0]!);
      await detector.detect(image);
      const { data } = pictures[0]!;
      check(
        data.length === image.data.length && data.every((value, i) => value === image.data[i]),
        'the pixels were changed',
      );
    }),
    make('rejects with the reason of a signal that was aborted before', async (detector) => {
      const reason = new Error('stopped before');
      const call = detector.detect(pictures[0]!, { signal: AbortSignal.abort(reason) });
      check((await rejectionOf(call)) === reason, 'expected signal.reason itself');
    }),
    make(
      'rejects with the reason of a signal that is aborted during the call, and works afterwards',
      async (detector) => {
        const reason = new Error('stopped during');
        const controller = new AbortController();
        const call = detector.detect(pictures[0]!, { signal: controller.signal });
        controller.abort(reason);
        check((await rejectionOf(call)) === reason, 'expected signal.reason itself');
        check((await detector.detect(pictures[0]!)).length > 0, 'the next call finds no face');
      },
    ),
  ];
}

function lifeCases(make: MakeCase, create: CreateDetector, pictures: readonly RawImage[]): ContractCase[] {
  return [
    make('has a name', async ({ name }) => {
      check(typeof name === 'string' && name !== '', `expected a name, got ${JSON.stringify(name)}`);
    }),
    make('can be disposed twice, and rejects with DISPOSED afterwards', async (detector) => {
      detector.dispose();
      detector.dispose();
      await checkCode(detector.detect(pictures[0]!), 'DISPOSED', 'detect after dispose');
    }),
    make('does not disturb another detector when it is disposed', async (detector) => {
      (await create()).dispose();
      check((await detector.detect(pictures[0]!)).length > 0, 'the other detector finds no face');
    }),
  ];
}

function leakCase(
  create: CreateDetector,
  pictures: readonly RawImage[],
  tensorCount: () => number,
): ContractCase {
  return {
    name: 'leaks no tensor',
    async run() {
      const first = await create();
      await first.detect(pictures[0]!); // engines may keep tensors of their first run
      first.dispose();
      const before = tensorCount();
      const detector = await create();
      await detector.detect(pictures[0]!);
      const loaded = tensorCount();
      await detectAll(detector, pictures);
      await rejectionOf(detector.detect(pictures[0]!, { minScore: -1 }));
      checkSame(tensorCount(), loaded, 'tensors after more calls');
      detector.dispose();
      checkSame(tensorCount(), before, 'tensors after dispose');
    },
  };
}

async function detectAll(detector: FaceDetector, pictures: readonly RawImage[]): Promise<FaceDetection[][]> {
  const results = [];
  for (const image of pictures) results.push(await detector.detect(image));
  return results;
}

function checkInside(box: FaceDetection['box'], { width, height }: RawImage, where: string): void {
  const isInside =
    box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 1e-6 && box.y + box.height <= height + 1e-6;
  check(
    isInside && box.width > 0 && box.height > 0,
    `${where}: the box ${JSON.stringify(box)} is empty or not inside ${width} x ${height}`,
  );
}

async function checkCode(call: Promise<unknown>, code: MaskpredError['code'], what: string): Promise<void> {
  const error = await rejectionOf(call);
  const got = MaskpredError.isInstance(error) ? error.code : String(error);
  check(got === code, `${what}: expected ${code}, got ${got}`);
}
