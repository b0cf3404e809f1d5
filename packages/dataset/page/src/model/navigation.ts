import type { PictureDetail } from '../../../src/label/protocol.js';
import { ApiError } from '../api/http.js';
import type { LabelServer } from '../api/server.js';
import { TEXTS } from '../texts.js';
import { facesOf } from './faces.js';
import type { ImageCache } from './image-cache.js';
import { filterPictures, neighbour, nextProposed, nextUndecided, withPicture } from './pictures.js';
import { type OpenPicture, type PageState, say } from './state.js';
import type { Store } from './store.js';

/** Which picture is shown. */
export interface Navigation {
  /** Shows a picture, with its first box to decide on, or the given one, selected. */
  show(id: string, box?: string | null): Promise<void>;
  /** Shows the picture that many places on in the list as it is filtered. */
  step(by: number): void;
  /** Shows the next picture with something to decide; false when there is none. */
  advance(): boolean;
  /** Asks for a picture again; the one that is shown unless another is named. */
  refresh(id?: string): Promise<void>;
}

/** Pictures in the direction of work that are ready before they are asked for. */
const AHEAD = 3;

export function createNavigation(
  store: Store<PageState>,
  server: LabelServer,
  images: ImageCache,
  unsaved: { readonly isOnItsWay: (picture: string) => boolean; readonly whenEmpty: () => Promise<void> },
): Navigation {
  const { isOnItsWay } = unsaved;
  const asked = new Map<string, Promise<OpenPicture | undefined>>();
  let direction = 1;

  const listed = (page: PageState) => filterPictures(page.list, page.filter, page.current);

  const fetchPicture = async (id: string): Promise<OpenPicture | undefined> => {
    try {
      if (isOnItsWay(id)) await unsaved.whenEmpty(); // the server would answer with what it was before
      const detail = await server.picture(id);
      // A decision was made meanwhile: what is shown is newer than this answer.
      if (!isOnItsWay(id) || !store.get().open.has(id)) store.update((page) => withDetail(page, detail));
      return store.get().open.get(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (store.get().current === id) store.update((page) => say(page, TEXTS.notLoaded(error.message), 'bad'));
      return undefined;
    }
  };

  /** One question a picture at a time. */
  const load = (id: string): Promise<OpenPicture | undefined> => {
    const known = asked.get(id);
    if (known) return known;
    const answer = fetchPicture(id).finally(() => asked.delete(id));
    asked.set(id, answer);
    return answer;
  };

  const prefetch = (current: string) => {
    const page = store.get();
    const list = listed(page);
    const wanted = new Set([current]);
    for (let step = 1; step <= AHEAD; step++) {
      const next = neighbour(list, current, step * direction);
      if (next !== undefined) wanted.add(next);
    }
    for (const other of [nextUndecided(list, current), neighbour(list, current, -direction)]) {
      if (other !== undefined) wanted.add(other);
    }
    images.keep([...wanted]);
    void prefetchAll([...wanted].slice(1), current);
  };

  const prefetchAll = async (ids: readonly string[], current: string) => {
    for (const id of ids) {
      if (store.get().current !== current) return; // somebody went on
      const picture = store.get().open.get(id) ?? (await load(id));
      if (!picture || picture.detail.problem || store.get().current !== current) continue;
      await images.get(id, picture.detail).ready.catch(() => {}); // shown as broken when it is its turn
    }
  };

  const show = async (id: string, box?: string | null) => {
    const { current } = store.get();
    store.update((page) => ({ ...page, current: id, box: selectionFor(page.open.get(id), box) }));
    rememberInAddress(id);
    const picture = store.get().open.get(id) ?? (await load(id));
    if (store.get().current !== id) return;
    if (picture && store.get().box === null) {
      store.update((page) => ({ ...page, box: selectionFor(page.open.get(id), box) }));
    }
    if (picture && !picture.detail.problem && current !== id) {
      await images.get(id, picture.detail).ready.catch(() => {});
    }
    if (store.get().current === id) prefetch(id);
  };

  return {
    show,
    step(by) {
      direction = Math.sign(by) || 1;
      const page = store.get();
      const next = neighbour(listed(page), page.current, by);
      if (next === undefined) store.update((now) => say(now, by > 0 ? TEXTS.lastPicture : TEXTS.firstPicture));
      else void show(next);
    },
    advance() {
      direction = 1;
      const page = store.get();
      const next = nextUndecided(listed(page), page.current);
      if (next !== undefined) void show(next);
      return next !== undefined;
    },
    async refresh(id = store.get().current ?? undefined) {
      if (id !== undefined) await load(id);
    },
  };
}

function withDetail(page: PageState, detail: PictureDetail): PageState {
  const { id, name, phase, decided, proposed, labels, revision, hasConflict } = detail;
  const summary = { id, name, phase, decided, proposed, labels, revision, hasConflict };
  const faces = facesOf(page.faces, summary, detail.state);
  const next = withPicture({ ...page, faces }, summary, { detail, state: detail.state, revision });
  if (page.current !== id) return next;
  const isThere = detail.state.boxes.some((box) => box.id === page.box);
  return isThere ? next : { ...next, box: nextProposed(detail.state, null) };
}

function selectionFor(picture: OpenPicture | undefined, box: string | null | undefined): string | null {
  if (!picture) return null;
  const isThere = picture.state.boxes.some(({ id }) => id === box);
  return isThere ? box! : nextProposed(picture.state, null);
}

/** A tab that is loaded again shows the same picture. */
function rememberInAddress(id: string): void {
  const url = new URL(location.href);
  url.searchParams.set('picture', id);
  url.searchParams.delete('box');
  history.replaceState(null, '', url);
}
