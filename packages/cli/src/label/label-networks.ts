import {
  type Classifier,
  type ClassScore,
  type FaceDetection,
  type FaceDetector,
  MaskpredError,
  toRgb,
} from '@maskpred/core';
import type { Tinypool } from 'tinypool';
import type { PredictSettings } from '../predict-picture.js';
import type { ClassifierFacts, LabelAnswer, LabelReply, LabelTask } from './label-worker.js';

/** Networks in a thread of their own. */
export interface LabelNetworks {
  /** Loaded when the first picture is looked at. */
  readonly detector: FaceDetector;
  /** Loads the classifier. @throws {MaskpredError} what loading it throws. */
  loadClassifier(): Promise<Classifier>;
  close(): Promise<void>;
}

/** The detector and the classifier that the settings ask for; the thread starts when it is needed. */
export function createLabelNetworks(settings: PredictSettings): LabelNetworks {
  let pool: Promise<Tinypool> | undefined;
  let isClosed = false;
  const underWay = new Set<Promise<unknown>>();
  const ask = async <T extends LabelAnswer>(task: TaskOf, signal: AbortSignal | undefined): Promise<T> => {
    signal?.throwIfAborted();
    if (isClosed) throw new MaskpredError('DISPOSED', 'The networks of maskpred label are closed.');
    const run = (pool ??= startPool()).then((threads) => threads.run({ ...task, settings }));
    underWay.add(run);
    const reply = (await run.finally(() => underWay.delete(run))) as LabelReply;
    signal?.throwIfAborted();
    if ('answer' in reply) return reply.answer as T;
    const { code, message } = reply.failure;
    throw code === 'UNEXPECTED' ? new Error(message) : new MaskpredError(code, message);
  };
  const dispose = () => undefined; // the thread ends with close
  return {
    detector: {
      name: 'ssd, in a thread',
      detect: (image, { signal } = {}) =>
        ask<FaceDetection[]>({ kind: 'detect', image: toRgb(image) }, signal),
      dispose,
    },
    async loadClassifier() {
      const facts = await ask<ClassifierFacts>({ kind: 'describe-classifier' }, undefined);
      return {
        ...facts,
        classify: (faces, { signal } = {}) =>
          ask<ClassScore[][]>({ kind: 'classify', faces: faces.map(toRgb) }, signal),
        dispose,
      };
    },
    async close() {
      isClosed = true;
      // A thread that ends while ONNX Runtime is at work in it takes the whole process with it.
      await Promise.allSettled(underWay);
      await (await pool)?.destroy();
    },
  };
}

type TaskOf = LabelTask extends infer T ? (T extends LabelTask ? Omit<T, 'settings'> : never) : never;

async function startPool(): Promise<Tinypool> {
  const { Tinypool: Pool } = await import('tinypool');
  return new Pool({
    filename: new URL('./label-worker.js', import.meta.url).href,
    name: 'runLabelTask',
    minThreads: 1,
    maxThreads: 1,
  });
}
