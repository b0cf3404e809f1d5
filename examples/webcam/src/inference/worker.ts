import { MaskpredError, messageOf } from '@maskpred/core';
import type { Failure, Request, Response } from './protocol.js';
import { createKeptFetch, hashesOf, OWN, type OwnModels, readOwnModels } from './own-models.js';
import { createSession, type Session } from './session.js';
import { createVerifiedFetch, type FileHashes } from './verified-fetch.js';
import { watchGpu } from './watch-gpu.js';

// The page's inference: one session, made by the first message. The page ends this worker and starts another one to
// change the detector or the engine, and after a failure.

/** The app's folder; workers are built into `assets/`. */
const ROOT = new URL('../', self.location.href);
const fetchFile = createKeptFetch(self.fetch.bind(self), new URL(OWN, ROOT));

const startWatching = watchGpu((what) => answer({ type: 'engine-lost', message: what }));
let session: Promise<Session> | undefined;

addEventListener('message', ({ data }: MessageEvent<Request>) => void handle(data));

async function handle(request: Request): Promise<void> {
  switch (request.type) {
    case 'start': {
      const startedAt = performance.now();
      session = findModels().then((own) => createSession(request.options, own));
      try {
        const { engine, labels, ownModels } = await session;
        startWatching();
        answer({ type: 'ready', engine, labels, ownModels, loadMs: performance.now() - startedAt });
      } catch (error) {
        answer({ type: 'start-failed', failure: failureOf(error) });
      }
      return;
    }
    case 'frame': {
      const { bitmap, timestampMs, minScore } = request;
      try {
        const frame = await (await session!).analyseFrame(bitmap, timestampMs, minScore);
        answer(frame ? { type: 'frame', answer: frame } : { type: 'frame-dropped' });
      } catch (error) {
        answer({ type: 'frame-failed', failure: failureOf(error) });
      }
      return;
    }
    case 'picture': {
      const { id, file, minScore } = request;
      try {
        const picture = await (await session!).analysePicture(file, minScore);
        answer({ type: 'picture', id, answer: picture }, [picture.bitmap]);
      } catch (error) {
        answer({ type: 'picture-failed', id, failure: failureOf(error) });
      }
      return;
    }
    case 'forget':
      (await session)?.forget();
  }
}

/**
 * The models to use instead of those of the build. From here on files are compared with what the build wrote down and
 * the server announced; the dev server does neither.
 */
async function findModels(): Promise<OwnModels> {
  if (import.meta.env.DEV) return {};
  const [list, own] = await Promise.all([
    fetchFile(new URL('file-hashes.json', ROOT)),
    readOwnModels(fetchFile, ROOT),
  ]);
  const hashes = { ...((await list.json()) as FileHashes), ...hashesOf(own) };
  self.fetch = createVerifiedFetch(fetchFile, hashes, ROOT);
  return own;
}

function answer(response: Response, transfer: Transferable[] = []): void {
  postMessage(response, { transfer });
}

function failureOf(error: unknown): Failure {
  const code = MaskpredError.isInstance(error) ? error.code : 'UNEXPECTED';
  return { code, message: messageOf(error) };
}
