import type { PictureFilter, PictureSummary } from '../../../src/label/protocol.js';
import { isProposed } from '../../../src/label/state/decide.js';
import { isDone, phaseOf } from '../../../src/label/state/progress-state.js';
import type { PictureState } from '../../../src/label/state/picture-state.js';
import type { ListFilter, OpenPicture, PageState } from './state.js';

/** How many pictures' boxes are kept; more are asked for again. */
const OPEN_PICTURES = 60;

/** The pictures of the list that match, and the one that is shown, which does not vanish while it is worked on. */
export function filterPictures(
  list: readonly PictureSummary[],
  { phase, label, search }: ListFilter,
  current: string | null,
): readonly PictureSummary[] {
  if (phase === 'all' && label === null && search === '') return list;
  const part = search.toLowerCase();
  return list.filter(
    (one) =>
      one.id === current ||
      (matchesPhase(one, phase) &&
        (label === null || one.labels.includes(label)) &&
        (part === '' || one.name.toLowerCase().includes(part))),
  );
}

/** Whether something is left to decide: an empty picture that nobody confirmed counts. */
export function isUndecided({ phase }: Pick<PictureSummary, 'phase'>): boolean {
  return phase === 'todo' || phase === 'proposed' || phase === 'unread';
}

/** The picture `step` places from the current one; undefined at the ends. */
export function neighbour(list: readonly PictureSummary[], current: string | null, step: number): string | undefined {
  const at = list.findIndex(({ id }) => id === current);
  return list[at < 0 ? 0 : at + step]?.id;
}

/** The next undecided picture after the current one, from the start again after the last; undefined when there is none. */
export function nextUndecided(list: readonly PictureSummary[], current: string | null): string | undefined {
  const at = list.findIndex(({ id }) => id === current);
  const others = [...list.slice(at + 1), ...list.slice(0, Math.max(0, at))];
  return others.find(isUndecided)?.id;
}

/** The first box to decide on after the given one, from the first again after the last. */
export function nextProposed({ boxes }: PictureState, after: string | null): string | null {
  const at = boxes.findIndex(({ id }) => id === after);
  return [...boxes.slice(at + 1), ...boxes.slice(0, at + 1)].find(isProposed)?.id ?? null;
}

/** The summary as it becomes with that state. */
export function summarize(
  summary: PictureSummary,
  state: PictureState,
  revision: string,
  labels: readonly string[],
): PictureSummary {
  const used = new Set(state.label === null ? state.boxes.map(({ label }) => label) : [state.label]);
  const proposed = state.boxes.filter(isProposed).length;
  const phase = phaseOf(state);
  return {
    ...summary,
    phase: summary.phase === 'broken' ? 'broken' : phase,
    proposed,
    decided: state.label === null ? state.boxes.length - proposed : Number(isDone(phase)),
    labels: [...labels.filter((label) => used.has(label)), ...[...used].filter((one) => !labels.includes(one))],
    revision,
  };
}

/** The state with the picture as given, in the list and among those that are open. */
export function withPicture(page: PageState, summary: PictureSummary, picture: OpenPicture | undefined): PageState {
  const at = page.places.get(summary.id);
  const list = at === undefined ? page.list : page.list.with(at, summary);
  if (!picture) return { ...page, list };
  const open = new Map(page.open);
  open.delete(summary.id); // to be the newest
  open.set(summary.id, picture);
  for (const id of open.keys()) {
    if (open.size <= OPEN_PICTURES) break;
    if (id !== page.current) open.delete(id);
  }
  return { ...page, list, open };
}

/** The state with a part of the list as the server sent it. */
export function withListPart(page: PageState, offset: number, items: readonly PictureSummary[]): PageState {
  const list = [...page.list];
  const places = new Map(page.places);
  items.forEach((item, index) => {
    list[offset + index] = item;
    places.set(item.id, offset + index);
  });
  return { ...page, list, places };
}

function matchesPhase(summary: PictureSummary, filter: PictureFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'undecided':
      return isUndecided(summary);
    case 'done':
      return summary.phase === 'labelled' || summary.phase === 'verified';
    case 'conflict':
      return summary.hasConflict;
    default:
      return summary.phase === filter;
  }
}
