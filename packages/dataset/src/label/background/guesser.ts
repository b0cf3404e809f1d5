import { type Classifier, cropImage, type RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { resolveInside } from '../images/safe-file.js';
import type { ProjectCore } from '../project/core.js';
import type { LabelPicture } from '../project/picture.js';
import { type Guess, type NewGuess, WHOLE_PICTURE } from '../protocol.js';
import { isFatal } from './proposer.js';

export interface GuesserOptions {
  readonly core: ProjectCore;
  /** Any; it is not disposed here. One that works in a thread of its own keeps the server answering. */
  readonly classifier: () => Promise<Classifier>;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Asks a classifier about every face, in the background. */
export interface Guesser {
  /** The faces of a picture are asked about, those that were not yet. */
  want(pictures: Iterable<LabelPicture>): void;
  guessOf(picture: LabelPicture, box: string): Guess | undefined;
}

interface Made {
  /** What was looked at: a box that was moved is looked at again. */
  readonly key: string;
  readonly guess: Guess;
}

/** Faces that are asked about at once. */
const BATCH = 16;

export function createGuesser({ core, classifier, onError, signal }: GuesserOptions): Guesser {
  const made = new Map<LabelPicture, Map<string, Made>>();
  const queue = new Set<LabelPicture>();
  let isRunning = false;
  let isDead = false;
  let asked = 0;
  let answered = 0;

  const missing = (picture: LabelPicture) =>
    facesOf(picture).filter(({ id, key }) => made.get(picture)?.get(id)?.key !== key);

  const look = async (pictures: readonly LabelPicture[]) => {
    const loaded = await classifier();
    const faces: { picture: LabelPicture; id: string; key: string; crop: RgbImage }[] = [];
    for (const picture of pictures) {
      const wanted = missing(picture);
      if (wanted.length === 0) continue;
      try {
        const image = await decodeImage(await resolveInside(core.root, picture.name), { signal });
        for (const { id, key, box } of wanted) {
          faces.push({ picture, id, key, crop: box ? cropImage(image, box, loaded.cropMargin) : image });
        }
      } catch {
        signal.throwIfAborted(); // a picture that cannot be read is shown as such; there is nothing to guess
      }
    }
    if (faces.length === 0) return;
    const rows = await loaded.classify(
      faces.map(({ crop }) => crop),
      { signal },
    );
    const guesses = faces.map(({ picture, id, key }, index): NewGuess => {
      const [best] = rows[index]!;
      const guess: Guess = { label: best!.label, score: best!.score, uncertainty: 1 - best!.score };
      const known = made.get(picture) ?? new Map<string, Made>();
      made.set(picture, known.set(id, { key, guess }));
      return { picture: picture.id, box: id, guess };
    });
    answered += guesses.length;
    core.emit({ type: 'guesses', done: answered, total: Math.max(asked, answered), guesses });
  };

  const run = async () => {
    isRunning = true;
    try {
      while (queue.size > 0 && !signal.aborted) {
        const batch: LabelPicture[] = [];
        let faces = 0;
        for (const picture of queue) {
          if (faces >= BATCH) break;
          queue.delete(picture);
          batch.push(picture);
          faces += missing(picture).length;
        }
        try {
          await look(batch);
        } catch (error) {
          if (signal.aborted) return;
          onError(error);
          isDead = isFatal(error);
          if (isDead) return;
        }
      }
    } finally {
      isRunning = false;
    }
  };

  return {
    want(pictures) {
      for (const picture of pictures) {
        const count = picture.status === 'ready' ? missing(picture).length : 0;
        if (count === 0 || queue.has(picture)) continue;
        asked += count;
        queue.add(picture);
      }
      if (!isRunning && !isDead) void run();
    },
    guessOf: (picture, box) => made.get(picture)?.get(box)?.guess,
  };
}

function facesOf({ state }: LabelPicture) {
  if (state.label !== null) return [{ id: WHOLE_PICTURE, key: WHOLE_PICTURE, box: undefined }];
  return state.boxes.map(({ id, box }) => ({
    id,
    key: [box.x, box.y, box.width, box.height].join(' '),
    box,
  }));
}
