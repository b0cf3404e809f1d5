import { createSampleSource } from '../sample/sample-source.js';
import {
  cameraIdOf,
  cameraProblemOf,
  type CameraProblem,
  listCameras,
  openStream,
  showStream,
} from '../video/camera.js';
import type { LiveSource } from '../video/source.js';
import type { Stage } from '../view/stage.js';
import type { AppState } from './state.js';
import type { Store } from './store.js';

/** Starts and stops videos. */
export interface Video {
  startCamera(): Promise<void>;
  startSample(): Promise<void>;
  stop(): void;
  /** Takes another camera at once if one runs. */
  chooseCamera(id: string): Promise<void>;
  nextCamera(): Promise<void>;
  /** Asks which cameras there are; they come and go. */
  refreshCameras(): Promise<void>;
  setHidden(isHidden: boolean): void;
}

interface VideoOptions {
  readonly store: Store<AppState>;
  readonly stage: Stage;
  /** Another video begins. */
  onShow(): void;
  /** The video has ended. */
  onStop(): void;
  /** Keeps the camera that was chosen. */
  remember(cameraId: string): void;
}

export function createVideo({ store, stage, onShow, onStop, remember }: VideoOptions): Video {
  const devices = () => navigator.mediaDevices as MediaDevices | undefined;
  let source: LiveSource | undefined;
  let lastStart = 0;

  const stop = () => {
    lastStart++;
    source?.stop();
    source = undefined;
    stage.clear();
    onStop();
    store.set({ video: undefined, isStarting: false });
  };

  const show = (next: LiveSource) => {
    source = next;
    onShow();
    stage.showVideo(next);
    next.setPaused(store.get().isHidden);
    store.set({ video: next.kind, isStarting: false });
  };

  const startSample = async () => {
    stop();
    const mine = lastStart;
    store.set({ isStarting: true });
    const next = await createSampleSource(matchMedia('(prefers-reduced-motion: reduce)').matches);
    if (mine !== lastStart) return next.stop();
    show(next);
  };

  const fail = async (cameraProblem: CameraProblem) => {
    await startSample();
    store.set({ cameraProblem });
  };

  const startCamera = async () => {
    stop();
    const mine = lastStart;
    store.set({ isStarting: true, cameraProblem: undefined });
    const available = devices();
    if (!available) return fail('insecure');
    let stream: MediaStream | undefined;
    try {
      stream = await openStream(available, store.get().settings.cameraId);
      const next = await showStream(stream, () => void fail('ended'));
      if (mine !== lastStart) return next.stop();
      show(next);
      await refreshCameras(); // their names are told from now on
    } catch (error) {
      for (const track of stream?.getTracks() ?? []) track.stop();
      if (mine === lastStart) await fail(cameraProblemOf(error));
    }
  };

  const refreshCameras = async () => store.set({ cameras: await listCameras(devices()) });

  const chooseCamera = async (id: string) => {
    remember(id);
    if (store.get().video === 'camera') await startCamera();
  };

  return {
    startCamera,
    async startSample() {
      store.set({ cameraProblem: undefined });
      await startSample();
    },
    stop() {
      stop();
      store.set({ cameraProblem: undefined });
    },
    chooseCamera,
    async nextCamera() {
      const { cameras, settings } = store.get();
      if (cameras.length < 2) return;
      const running = source?.element instanceof HTMLVideoElement ? source.element.srcObject : null;
      const current = running instanceof MediaStream ? cameraIdOf(running) : settings.cameraId;
      const index = cameras.findIndex(({ id }) => id === current);
      await chooseCamera(cameras[(index + 1) % cameras.length]!.id);
    },
    refreshCameras,
    setHidden(isHidden) {
      source?.setPaused(isHidden);
      store.set({ isHidden });
    },
  };
}
