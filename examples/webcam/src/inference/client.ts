import type {
  Failure,
  FrameAnswer,
  PictureAnswer,
  Request,
  Response,
  Running,
  SessionOptions,
} from './protocol.js';
import type { FrameSource } from '../video/source.js';
import { recoverFrom } from './recovery.js';

/** What the page is told. */
export interface InferenceEvents {
  loading(): void;
  ready(info: ReadyInfo): void;
  failed(failure: Failure): void;
  frame(answer: FrameAnswer, timing: { grabMs: number; totalMs: number }): void;
  frameFailed(failure: Failure): void;
}

/** How the networks came to run. */
export interface ReadyInfo {
  readonly running: Running;
  /** Whether a worker that died was replaced: by the same, or by one without a GPU. */
  readonly recovery: 'none' | 'restarted' | 'reduced';
}

/** The page's side of the worker: at most one frame is under way, and a worker that dies is replaced. */
export interface InferenceClient {
  /** Ends the worker that runs, and starts one with these options. */
  start(options: SessionOptions): void;
  /** Analyses what the source shows now, or does nothing while an earlier frame is under way: a late frame is dropped, never queued. */
  offerFrame(source: FrameSource, minScore: number): boolean;
  analysePicture(file: Blob, minScore: number): Promise<PictureAnswer>;
  /** Another video begins. */
  forget(): void;
  dispose(): void;
}

interface FrameUnderWay {
  readonly startedAt: number;
  grabMs: number;
  /** Of a video that is no longer shown. */
  isStale: boolean;
}

interface Pending {
  readonly resolve: (answer: PictureAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A picture that could not be analysed: the worker's failure as an error of the page. */
export class PictureError extends Error {
  readonly code: string;
  constructor({ code, message }: Failure) {
    super(message);
    this.code = code;
  }
}

/** Milliseconds between two frames at least: boxes move on by themselves in between, and a battery lasts longer. */
export const FRAME_INTERVAL_MS = 50;

/** Frames in a row that fail before the worker is taken for broken. */
const MAX_FAILED_FRAMES = 3;

/** What the client needs of a worker. */
export type WorkerLike = Pick<Worker, 'addEventListener' | 'postMessage' | 'terminate'>;

export function createInferenceClient(
  events: InferenceEvents,
  createWorker: () => WorkerLike,
): InferenceClient {
  let worker: WorkerLike | undefined;
  let options: SessionOptions | undefined;
  let isReady = false;
  let recovery: ReadyInfo['recovery'] = 'none';
  let frame: FrameUnderWay | undefined;
  let failures: number[] = [];
  let failedFrames = 0;
  let takenAt = -Infinity;
  let lastId = 0;
  const pictures = new Map<number, Pending>();

  const send = (request: Request, transfer: Transferable[] = []) => worker?.postMessage(request, transfer);

  const end = (reason: Failure) => {
    worker?.terminate();
    worker = undefined;
    isReady = false;
    frame = undefined;
    failedFrames = 0;
    for (const { reject } of pictures.values()) reject(new PictureError(reason));
    pictures.clear();
  };

  const launch = (sessionOptions: SessionOptions) => {
    options = sessionOptions;
    const mine = createWorker();
    worker = mine;
    mine.addEventListener('message', ({ data }: MessageEvent<Response>) => {
      if (worker === mine) receive(data);
    });
    mine.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === mine) recover({ code: 'UNEXPECTED', message: event.message || 'The worker stopped.' });
    });
    events.loading();
    send({ type: 'start', options: sessionOptions });
  };

  const recover = (failure: Failure) => {
    failures.push(performance.now());
    const next = recoverFrom(failures, options!);
    end(failure);
    if (next.action === 'give-up') return events.failed(failure);
    recovery = next.isReduced ? 'reduced' : 'restarted';
    launch(next.options);
  };

  const receive = (response: Response) => {
    switch (response.type) {
      case 'ready': {
        const { type: _, ...running } = response;
        isReady = true;
        return events.ready({ running, recovery });
      }
      case 'start-failed':
        end(response.failure);
        return events.failed(response.failure);
      case 'frame': {
        const { grabMs, startedAt, isStale } = frame!;
        frame = undefined;
        failedFrames = 0;
        if (isStale) return;
        return events.frame(response.answer, { grabMs, totalMs: performance.now() - startedAt });
      }
      case 'frame-dropped':
        frame = undefined;
        return;
      case 'frame-failed':
        frame = undefined;
        failedFrames++;
        if (failedFrames === MAX_FAILED_FRAMES) return recover(response.failure);
        return events.frameFailed(response.failure);
      case 'picture':
        pictures.get(response.id)?.resolve(response.answer);
        pictures.delete(response.id);
        return;
      case 'picture-failed':
        pictures.get(response.id)?.reject(new PictureError(response.failure));
        pictures.delete(response.id);
        return;
      case 'engine-lost':
        return recover({ code: 'ENGINE_UNAVAILABLE', message: response.message });
    }
  };

  return {
    start(sessionOptions) {
      end({ code: 'ABORTED', message: 'The settings were changed.' });
      failures = [];
      recovery = 'none';
      launch(sessionOptions);
    },
    offerFrame(source, minScore) {
      const startedAt = performance.now();
      if (!isReady || frame || startedAt - takenAt < FRAME_INTERVAL_MS) return false;
      const grabbed = source.grab();
      if (!grabbed) return false;
      takenAt = startedAt;
      const mine: FrameUnderWay = { startedAt, grabMs: 0, isStale: false };
      frame = mine;
      grabbed.then(
        (bitmap) => {
          if (frame !== mine) return bitmap.close(); // the worker was replaced meanwhile
          mine.grabMs = performance.now() - startedAt;
          send({ type: 'frame', bitmap, timestampMs: startedAt, minScore }, [bitmap]);
        },
        () => {
          if (frame === mine) frame = undefined; // the video ended while its frame was copied
        },
      );
      return true;
    },
    analysePicture(file, minScore) {
      if (!worker) return Promise.reject(new PictureError({ code: 'UNEXPECTED', message: 'Nothing runs.' }));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        pictures.set(id, { resolve, reject });
        send({ type: 'picture', id, file, minScore });
      });
    },
    forget() {
      if (frame) frame.isStale = true;
      send({ type: 'forget' });
    },
    dispose: () => end({ code: 'ABORTED', message: 'The page was closed.' }),
  };
}
