import { type FaceItem, type LabelEvent, type LabelMode, type Resolution, WHOLE_PICTURE } from '../../../src/label/protocol.js';
import { listen } from '../api/event-stream.js';
import { createOutbox, type Outbox } from '../api/outbox.js';
import { createOutboxStorage, type OutboxStorage } from '../api/outbox-storage.js';
import { ApiError } from '../api/http.js';
import type { LabelServer } from '../api/server.js';
import { createSettings, type Settings } from '../settings.js';
import { createDecider, type Decider } from './decisions.js';
import { createFaceLoader, type FaceLoader } from './face-loader.js';
import { createImageCache, type ImageCache } from './image-cache.js';
import { createListLoader } from './list-loader.js';
import { createNavigation, type Navigation } from './navigation.js';
import { createProgressWatch } from './progress-watch.js';
import { reapply } from './reapply.js';
import { receive } from './receive.js';
import { INITIAL_STATE, type PageState, say, type Tone } from './state.js';
import { createStore, type Store } from './store.js';

/** The page's work, without its looks. */
export interface Session {
  readonly store: Store<PageState>;
  readonly settings: Store<Settings>;
  readonly images: ImageCache;
  readonly navigation: Navigation;
  readonly decider: Decider;
  readonly faces: FaceLoader;
  /** Changes what is shown. */
  set(change: Partial<PageState>): void;
  /** Tells something, and has it read aloud. */
  say(text: string, tone?: Tone): void;
  setMode(mode: LabelMode): void;
  /** Shows the picture that a face of the grid is from, the face selected. */
  openFace(face: Pick<FaceItem, 'picture' | 'box'>): void;
  /** Sends what waits now. */
  retry(): void;
  /** Makes the decisions that came too late once more, on what the pictures are now. */
  reapplyStale(): Promise<void>;
  resolve(file: string, keep: Resolution['keep']): Promise<void>;
}

/** The session of this tab; {@link startSession} brings it to life. */
export function createSession(server: LabelServer): Session & { start(): Promise<void> } {
  const client = crypto.randomUUID();
  const store = createStore<PageState>(INITIAL_STATE);
  const settings = createSettings();
  const images = createImageCache();
  let storage: OutboxStorage | undefined;
  const set = (change: Partial<PageState>) => store.update((page) => ({ ...page, ...change }));
  const tell = (text: string, tone?: Tone) => store.update((page) => say(page, text, tone));

  const outbox: Outbox = createOutbox({
    send: (commands) => server.send({ client, commands: [...commands] }),
    storage: { keep: (commands) => storage?.keep(commands) ?? true },
    onState: (state) => set({ outbox: state }),
    onResult: (command, result) => decider.onResult(command, result),
    onAnswer: ({ undo, redo }) => {
      set({ undo, redo });
      progress.ask();
    },
  });
  const decider: Decider = createDecider(
    store,
    () => outbox,
    (picture) => void navigation.refresh(picture),
  );
  const navigation: Navigation = createNavigation(store, server, images, {
    isOnItsWay: decider.isOnItsWay,
    whenEmpty: outbox.whenEmpty,
  });
  const faces = createFaceLoader(store, server, () => outbox);
  const list = createListLoader(store, server);
  const progress = createProgressWatch(store, server);

  const onEvent = (event: LabelEvent) => {
    receive(event, { store, decider, client });
    if (event.type === 'changed') progress.ask();
    if (event.type === 'survey') {
      void list.readAgain(event.read === event.total);
      progress.ask();
    }
  };

  /** After a pause the page may have missed anything. */
  const catchUp = async () => {
    outbox.retry();
    progress.ask();
    await Promise.all([list.load(), navigation.refresh()]);
  };

  const openFirst = async (isLoaded: Promise<void>) => {
    const wanted = new URL(location.href).searchParams;
    const id = wanted.get('picture');
    const asked = id === null ? store.get().project?.open : { picture: id, box: wanted.get('box') };
    if (store.get().mode === 'faces') {
      const at = asked ? { picture: asked.picture, box: asked.box ?? WHOLE_PICTURE } : undefined;
      return faces.load(store.get().faces.filter, at);
    }
    if (asked && !store.get().places.has(asked.picture)) await isLoaded;
    const { list: known, places } = store.get();
    const first = asked && places.has(asked.picture) ? asked.picture : known[0]?.id;
    if (first !== undefined) await navigation.show(first, asked?.box ?? null);
  };

  return {
    store,
    settings,
    images,
    navigation,
    decider,
    faces,
    set,
    say: tell,
    setMode(mode) {
      const { current, box, list: known, faces: grid } = store.get();
      set({ mode, box: null });
      if (mode === 'faces') {
        return void faces.load(grid.filter, current && box ? { picture: current, box } : undefined);
      }
      const face = grid.items[grid.cursor];
      const picture = face?.picture ?? current ?? known[0]?.id;
      if (picture !== undefined) void navigation.show(picture, face?.box ?? null);
    },
    openFace({ picture, box }) {
      set({ mode: 'boxes' });
      void navigation.show(picture, box);
    },
    retry: () => outbox.retry(),
    async reapplyStale() {
      const { stale } = store.get();
      set({ stale: [] });
      await reapply(stale, { store, server, decider });
    },
    async resolve(file, keep) {
      try {
        const { body } = await server.resolve({ client, file, keep });
        set({ conflicts: body.conflicts });
        decider.accept(body.pictures);
        await navigation.refresh();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        tell(error.message, 'bad');
      }
    },
    async start() {
      try {
        const project = await server.project();
        storage = createOutboxStorage(project.id, client);
        set({ project, drawLabel: project.labels[0] ?? '', mode: project.layout === 'image-folder' ? 'faces' : project.mode });
        const left = await storage.adopt();
        outbox.add(left);
        let isFirst = true;
        listen('./api/events', {
          onEvent,
          onConnection(connection) {
            const before = store.get().connection;
            set({ connection });
            if (connection === 'open' && !isFirst && before !== 'open') void catchUp();
            isFirst = false;
          },
        });
        progress.ask();
        await list.loadFirst();
        if (left.length > 0) await outbox.whenEmpty();
        const isLoaded = list.load();
        await Promise.all([openFirst(isLoaded), isLoaded]);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        set({ failure: { status: error.status, code: error.code, message: error.message } });
      }
    },
  };
}
