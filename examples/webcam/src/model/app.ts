import { createInferenceClient, type InferenceClient, type InferenceEvents } from '../inference/client.js';
import type { SessionOptions } from '../inference/protocol.js';
import InferenceWorker from '../inference/worker.ts?worker';
import { loadSettings, saveSettings, type Settings, type SettingsStorage } from '../settings.js';
import { TEXTS } from '../texts.js';
import { download, takeSnapshot } from '../view/snapshot.js';
import { snapshotName } from '../view/snapshot-name.js';
import { createStage, type Stage } from '../view/stage.js';
import { toneOf } from '../view/tone.js';
import { createFollowUp } from './follow-up.js';
import { createPictures, type Pictures } from './pictures.js';
import { type AppState, initialState } from './state.js';
import { createStore, type Store } from './store.js';
import { createVideo, type Video } from './video.js';

/** The app behind the page: what a person can do, and the state that the page shows. */
export interface App {
  readonly state: Pick<Store<AppState>, 'get' | 'subscribe'>;
  readonly stage: Pick<Stage, 'mount'>;
  readonly video: Video;
  readonly pictures: Pictures;
  change(settings: Partial<Settings>): void;
  /** Loads the networks again, after they failed. */
  retry(): void;
  snapshot(): Promise<void>;
  set(change: Partial<Pick<AppState, 'isHelpOpen' | 'hasFigures' | 'hasUpdate' | 'canInstall'>>): void;
  notify(text: string): void;
}

/** Milliseconds that a passing message stays. */
const NOTICE_MS = 6000;

export function createApp(storage: SettingsStorage | undefined): App {
  const store = createStore(initialState(loadSettings(storage)));
  const settings = () => store.get().settings;
  const session = (): SessionOptions => ({ detector: settings().detector, engine: settings().engine });

  let noticeTimer: ReturnType<typeof setTimeout> | undefined;
  const notify = (notice: string) => {
    clearTimeout(noticeTimer);
    store.set({ notice });
    noticeTimer = setTimeout(() => store.set({ notice: undefined }), NOTICE_MS);
  };

  const stage = createStage({
    onFrame: (source) => client.offerFrame(source, settings().minScore),
    toneOf: (label) => toneOf(label, store.get().labels),
  });
  const followUp = createFollowUp(store, stage);
  const client: InferenceClient = createInferenceClient(
    inferenceEvents(),
    () => new InferenceWorker({ name: 'maskpred-inference' }),
  );
  const forget = () => {
    client.forget();
    followUp.forget();
  };
  const pictures = createPictures({ store, stage, client, notify });
  const video = createVideo({
    store,
    stage,
    onShow() {
      pictures.close();
      forget();
    },
    onStop: forget,
    remember: (cameraId) => change({ cameraId }),
  });

  function inferenceEvents(): InferenceEvents {
    return {
      loading: () => store.set({ inference: { status: 'loading' }, figures: undefined }),
      ready({ running, recovery }) {
        const { labels } = running;
        if (labels.join() !== store.get().labels.join()) store.set({ labels, history: [] });
        store.set({ inference: { status: 'ready', ...running } });
        followUp.forget();
        pictures.again();
        if (recovery === 'restarted') notify(TEXTS.engineLost);
        if (recovery === 'reduced') notify(TEXTS.engineReduced);
      },
      failed(failure) {
        if (failure.code === 'ENGINE_UNAVAILABLE' && settings().engine !== 'auto') {
          notify(failure.message);
          return change({ engine: 'auto' });
        }
        store.set({ inference: { status: 'failed', failure }, figures: undefined });
      },
      frame: (answer, timing) => followUp.take(answer, timing),
      frameFailed: ({ message }) => notify(TEXTS.frameProblem(message)),
    };
  }

  function change(changed: Partial<Settings>): void {
    const before = settings();
    const after = { ...before, ...changed };
    store.set({ settings: after });
    saveSettings(after, storage);
    stage.setMirrored(isMirrored(store.get()));
    if (before.detector !== after.detector || before.engine !== after.engine) client.start(session());
    else if (before.minScore !== after.minScore) pictures.again();
    if (before.hasSound !== after.hasSound) followUp.setSound(after.hasSound);
  }

  store.subscribe(() => stage.setMirrored(isMirrored(store.get())));
  client.start(session());

  return {
    state: store,
    stage,
    video,
    pictures,
    change,
    retry: () => client.start(session()),
    async snapshot() {
      const content = stage.content();
      if (!content) return;
      const { snapshotFormat } = settings();
      try {
        download(await takeSnapshot(content, snapshotFormat), snapshotName(new Date(), snapshotFormat));
        notify(TEXTS.snapshotDone);
      } catch {
        notify(TEXTS.snapshotFailed);
      }
    },
    set: (change) => store.set(change),
    notify,
  };
}

/** The sample is not a mirror: nobody looks into it. */
function isMirrored({ settings, video }: AppState): boolean {
  return settings.isMirrored && video === 'camera';
}
