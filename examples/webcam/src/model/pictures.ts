import { scaleBox } from '@maskpred/core';
import { type InferenceClient, type PictureError } from '../inference/client.js';
import type { PictureAnswer } from '../inference/protocol.js';
import { TEXTS } from '../texts.js';
import type { Stage } from '../view/stage.js';
import type { AppState } from './state.js';
import type { Store } from './store.js';

/** Opens picture files and shows what is found on them. */
export interface Pictures {
  /** The files that are pictures; says so when none is. */
  open(files: readonly File[]): void;
  /** Goes that many pictures on, or back. */
  move(by: number): void;
  /** Analyses the picture that is shown anew: the threshold or the networks changed. */
  again(): void;
  close(): void;
}

interface PicturesOptions {
  readonly store: Store<AppState>;
  readonly stage: Stage;
  readonly client: InferenceClient;
  notify(text: string): void;
}

export function createPictures({ store, stage, client, notify }: PicturesOptions): Pictures {
  let files: readonly File[] = [];
  let lastCall = 0;

  const show = async (index: number) => {
    const file = files[index]!;
    const mine = ++lastCall;
    const pictures = { names: files.map(({ name }) => name), index };
    store.set({ pictures: { ...pictures, result: undefined } });
    try {
      const answer = await client.analysePicture(file, store.get().settings.minScore);
      if (mine !== lastCall) return answer.bitmap.close();
      stage.showStill({ bitmap: answer.bitmap, faces: facesShown(answer) });
      store.set({ pictures: { ...pictures, result: { answer } } });
    } catch (error) {
      if (mine !== lastCall) return;
      const { code, message } = error as PictureError;
      if (code === 'ABORTED') return; // other networks are loaded: it is analysed again with them
      store.set({ pictures: { ...pictures, result: { failure: { code, message } } } });
    }
  };

  return {
    open(chosen) {
      const pictures = chosen.filter(({ type }) => type === '' || type.startsWith('image/'));
      if (pictures.length === 0) return notify(TEXTS.pictureNone);
      files = pictures;
      void show(0);
    },
    move(by) {
      const { pictures } = store.get();
      if (pictures) void show((pictures.index + by + files.length) % files.length);
    },
    again() {
      const { pictures } = store.get();
      if (pictures) void show(pictures.index);
    },
    close() {
      lastCall++;
      files = [];
      stage.showStill(undefined);
      store.set({ pictures: undefined });
    },
  };
}

/** The faces in pixels of the bitmap, which may be smaller than the picture. */
function facesShown({ people, bitmap, width }: PictureAnswer) {
  const scale = bitmap.width / width;
  return people.map(({ face, label, score }) => ({ box: scaleBox(face.box, scale), label, score }));
}
