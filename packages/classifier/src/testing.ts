import { type Classifier, MaskpredError, type RawImage } from '@maskpred/core';

/** One rule that every classifier keeps; `run` rejects when it does not. Hand each to your test runner. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

export interface ContractOptions {
  /** Count of live tensors, such as `() => tf.memory().numTensors`: then a leak is a failure. */
  readonly tensorCount?: () => number;
}

/**
 * The contract of core's `Classifier`, for any test runner.
 *
 * @param create - makes a classifier of its own for each case; the suite disposes it.
 * @param faces - a few real face crops of different sizes.
 * @example
 * for (const { name, run } of classifierContract(loadClassifier, faces)) it(name, run);
 */
export function classifierContract(
  create: () => Promise<Classifier>,
  faces: readonly RawImage[],
  options: ContractOptions = {},
): ContractCase[] {
  const withClassifier = (name: string, check: (classifier: Classifier) => Promise<void>): ContractCase => ({
    name,
    async run() {
      const classifier = await create();
      try {
        await check(classifier);
      } finally {
        classifier.dispose();
      }
    },
  });
  const cases = [
    withClassifier('has at least two labels, each once', (classifier) => {
      const { labels } = classifier;
      expect(labels.length >= 2 && new Set(labels).size === labels.length, `labels are ${labels.join(', ')}`);
      return Promise.resolve();
    }),
    withClassifier('answers nothing for no faces', async (classifier) => {
      expect((await classifier.classify([])).length === 0, 'rows came back for no faces');
    }),
    withClassifier('gives every label a score, best first, summing to 1', async (classifier) => {
      const rows = await classifier.classify(faces);
      expect(rows.length === faces.length, `${rows.length} rows for ${faces.length} faces`);
      for (const row of rows) {
        const labels = row.map(({ label }) => label).sort();
        expect(labels.join() === [...classifier.labels].sort().join(), `a row names ${labels.join(', ')}`);
        expect(
          row.every(({ score }) => score >= 0 && score <= 1),
          'a score is outside 0 to 1',
        );
        expect(
          row.every(({ score }, i) => i === 0 || row[i - 1]!.score >= score),
          'a row is not sorted',
        );
        const sum = row.reduce((total, { score }) => total + score, 0);
        expect(Math.abs(sum - 1) < 1e-3, `a row sums to ${sum}`);
      }
    }),
    withClassifier('answers a crop alike alone and in a batch', async (classifier) => {
      const batch = await classifier.classify(faces);
      for (const [i, face] of faces.entries()) {
        const [alone] = await classifier.classify([face]);
        expectClose(alone!, batch[i]!);
      }
    }),
    withClassifier('takes parallel calls', async (classifier) => {
      const serial = await classifier.classify(faces);
      const parallel = await Promise.all(faces.map((face) => classifier.classify([face])));
      parallel.forEach(([row], i) => expectClose(row!, serial[i]!));
    }),
    withClassifier(
      'takes crops of one pixel, of extreme aspect, and with 1, 3 and 4 channels',
      async (classifier) => {
        const sizes = [
          [1, 1],
          [500, 2],
          [2, 500],
        ] as const;
        const odd = sizes.flatMap(([width, height]) =>
          ([1, 3, 4] as const).map((channels) => ({
            data: new Uint8Array(width * height * channels).fill(128),
            width,
            height,
            channels,
          })),
        );
        const rows = await classifier.classify(odd);
        expect(rows.length === odd.length, `${rows.length} rows for ${odd.length} crops`);
        expect(
          rows.flat().every(({ score }) => Number.isFinite(score)),
          'a score is not a number',
        );
      },
    ),
    withClassifier('leaves the crops as they are', async (classifier) => {
      const before = faces.map(({ data }) => data.slice());
      await classifier.classify(faces);
      faces.forEach(({ data }, i) =>
        expect(
          data.every((value, j) => value === before[i]![j]),
          `crop ${i} was changed`,
        ),
      );
    }),
    withClassifier('stops when it is told to', async (classifier) => {
      const reason = new Error('enough');
      await expectRejection(
        classifier.classify(faces, { signal: AbortSignal.abort(reason) }),
        (e) => e === reason,
      );
      const controller = new AbortController();
      const many = Array.from({ length: 40 }, (_, i) => faces[i % faces.length]!);
      const call = classifier.classify(many, { signal: controller.signal });
      controller.abort(reason);
      await expectRejection(call, (e) => e === reason);
    }),
    withClassifier('says DISPOSED after dispose, which may be called twice', async (classifier) => {
      classifier.dispose();
      classifier.dispose();
      await expectRejection(
        classifier.classify(faces),
        (e) => MaskpredError.isInstance(e) && e.code === 'DISPOSED',
      );
    }),
  ];
  const { tensorCount } = options;
  if (tensorCount) {
    cases.push(
      withClassifier('leaks no tensor', async (classifier) => {
        await classifier.classify(faces);
        const before = tensorCount();
        for (let i = 0; i < 3; i++) await classifier.classify(faces);
        expect(tensorCount() === before, `${tensorCount() - before} tensors are left after three calls`);
      }),
    );
  }
  return cases;
}

type Row = Awaited<ReturnType<Classifier['classify']>>[number];

function expectClose(a: Row, b: Row): void {
  for (const { label, score } of a) {
    const other = b.find((entry) => entry.label === label)!.score;
    expect(Math.abs(score - other) < 1e-3, `${label} scores ${score} and ${other} for the same crop`);
  }
}

async function expectRejection(
  call: Promise<unknown>,
  isExpected: (error: unknown) => boolean,
): Promise<void> {
  const outcome = await call.then(
    () => ({ error: undefined }),
    (error: unknown) => ({ error }),
  );
  expect(isExpected(outcome.error), `expected a rejection, got ${String(outcome.error)}`);
}

function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
