import {
  createImageAnnotator,
  type ImageAnnotation,
  ShapeType,
  UserSelectAction,
} from '@annotorious/annotorious';
import type { Box, Size } from '@maskpred/core';
import { isSameBox } from './edit-box.js';
import { createBoxStyles } from './box-styles.js';
import type { LayerBox } from './layer-box.js';

/** What a person did on the picture with the pointer. */
export interface LayerEvents {
  /** Drew a box; pixels of the picture, fractions included. */
  onDraw(box: Box): void;
  /** Let go of a box that was moved or resized. */
  onChange(id: string, box: Box): void;
  /** Clicked a box, or beside all of them. */
  onSelect(id: string | undefined): void;
}

/** Boxes over one picture, to look at, draw, move and resize. */
export interface BoxLayer {
  /** Shows these boxes and no others; one of them is the current one, with handles. */
  show(boxes: readonly LayerBox[], current: string | undefined): void;
  /** Takes the layer off the picture. */
  destroy(): void;
}

/** A pointer that goes less far between down and up has clicked, CSS pixels. */
const CLICK_REACH = 4;
/** How near the current box the pointer moves and resizes it instead of drawing a new one, CSS pixels. */
const HANDLE_REACH = 10;

/**
 * Puts boxes over a picture, made of Annotorious. What differs from its own ways: the coordinates are the picture's
 * pixels even where a smaller copy is shown; a box can be drawn while another is selected (the selected one is editable
 * only while the pointer is near it, and not with Shift held); keys, undo and the list for screen readers are the page's.
 */
export function createBoxLayer(image: HTMLImageElement, picture: Size, events: LayerEvents): BoxLayer {
  const annotator = createImageAnnotator(image, { theme: 'light', userSelectAction: UserSelectAction.NONE });
  const root = annotator.element;
  const svg = root.querySelector('svg')!;
  svg.setAttribute('viewBox', `0 0 ${picture.width} ${picture.height}`);
  const styles = createBoxStyles();
  const ending = new AbortController();
  let shown = new Map<string, LayerBox>();
  let current: string | undefined;
  let isEditable = false;
  let down: PointerEvent | undefined;
  /** Whether the pointer that is down began to draw rather than to edit, and whether something came of it. */
  let draws: 'no' | 'begun' | 'done' = 'no';

  hideFromReaders(root);
  const observer = new MutationObserver(() => hideFromReaders(root));
  observer.observe(root, { childList: true, subtree: true });

  const select = (editable: boolean) => {
    isEditable = editable;
    if (current !== undefined && shown.has(current)) annotator.setSelected(current, editable);
    else annotator.cancelSelected();
  };
  const pointOf = (event: PointerEvent) => {
    const area = svg.getBoundingClientRect();
    const scale = picture.width / area.width;
    return { x: (event.clientX - area.x) * scale, y: (event.clientY - area.y) * scale, scale };
  };
  const isNearCurrent = (event: PointerEvent) => {
    const box = current === undefined ? undefined : shown.get(current)?.box;
    if (!box || event.shiftKey) return false;
    const { x, y, scale } = pointOf(event);
    return boxReaches(box, x, y, HANDLE_REACH * scale);
  };

  /** Boxes as the page has them, whatever became of them on the picture. */
  const putBack = () => {
    for (const one of shown.values()) {
      const drawn = annotator.getAnnotationById(one.id);
      if (!drawn) annotator.addAnnotation(annotationOf(one));
      else if (!isSameBox(boxOf(drawn), one.box)) annotator.updateAnnotation(annotationOf(one));
    }
  };

  const onMove = (event: PointerEvent) => {
    if (event.buttons === 0 && isNearCurrent(event) !== isEditable) select(!isEditable);
  };
  const onDown = (event: PointerEvent) => {
    down = event.button === 0 ? event : undefined;
    draws = down && !isEditable ? 'begun' : 'no';
  };
  const onUp = (event: PointerEvent) => {
    const from = down;
    down = undefined;
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < CLICK_REACH) {
      const { x, y, scale } = pointOf(event);
      draws = 'no';
      events.onSelect(smallestAt([...shown.values()], x, y, CLICK_REACH * scale)?.id);
    } else if (from && draws === 'no') {
      const before = current === undefined ? undefined : shown.get(current);
      const after = current === undefined ? undefined : annotator.getAnnotationById(current);
      if (before && after && !isSameBox(before.box, boxOf(after))) events.onChange(before.id, boxOf(after));
    }
    setTimeout(() => {
      if (ending.signal.aborted) return;
      // A small box that was drawn quickly is a click to Annotorious: less than 100 square pixels in 0.3 s.
      if (from && draws === 'begun') events.onDraw(boxBetween(pointOf(from), pointOf(event)));
      draws = 'no';
      putBack();
      select(isEditable); // a short drag is a click too, and clears its selection
    });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !down) return;
    down = undefined; // what was begun is given up
    draws = 'no';
    annotator.cancelDrawing();
  };

  const { signal } = ending;
  root.addEventListener('pointermove', onMove, { signal });
  root.addEventListener('pointerdown', onDown, { signal });
  root.addEventListener('pointerup', onUp, { signal, capture: true }); // it keeps some of them to itself
  window.addEventListener('keydown', onKey, { signal, capture: true });
  // Its own event comes later, when the next key may have been pressed already.
  annotator.state.store.observe(({ changes }) => {
    const drawn = changes.created?.find(({ id }) => !shown.has(id));
    if (!drawn) return;
    draws = 'done';
    queueMicrotask(() => {
      annotator.removeAnnotation(drawn.id); // it comes back with an id of ours, once the decision is made
      select(isEditable);
      events.onDraw(boxOf(drawn));
    });
  });

  return {
    show(boxes, id) {
      const wanted = new Map(boxes.map((one) => [one.id, one]));
      for (const known of shown.keys()) if (!wanted.has(known)) annotator.removeAnnotation(known);
      shown = wanted;
      putBack();
      styles.set(boxes, id);
      if (id !== current) {
        current = id;
        select(false);
      }
    },
    destroy() {
      ending.abort();
      observer.disconnect();
      styles.destroy();
      annotator.destroy();
    },
  };
}

/** The list of boxes is what is read aloud and reached with Tab; the shapes on the picture are for the pointer. */
function hideFromReaders(root: HTMLElement): void {
  const layer = root.querySelector('svg')!;
  layer.setAttribute('aria-hidden', 'true');
  for (const element of [layer, ...layer.querySelectorAll('[tabindex], [role]')]) {
    element.removeAttribute('tabindex');
    element.removeAttribute('role');
  }
}

function annotationOf({ id, box }: LayerBox): ImageAnnotation {
  const { x, y, width: w, height: h } = box;
  const bounds = { minX: x, minY: y, maxX: x + w, maxY: y + h };
  const selector = { type: ShapeType.RECTANGLE, geometry: { bounds, x, y, w, h } };
  return { id, bodies: [], target: { annotation: id, selector } };
}

function boxOf(annotation: ImageAnnotation): Box {
  const { minX, minY, maxX, maxY } = annotation.target.selector.geometry.bounds;
  return { x: minX, y: minY, width: maxX - minX, height: maxY - minY };
}

function boxReaches(box: Box, x: number, y: number, reach: number): boolean {
  return (
    x >= box.x - reach &&
    y >= box.y - reach &&
    x <= box.x + box.width + reach &&
    y <= box.y + box.height + reach
  );
}

function boxBetween(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): Box {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** Of boxes inside each other the inner one is meant. */
function smallestAt(boxes: readonly LayerBox[], x: number, y: number, reach: number): LayerBox | undefined {
  return boxes
    .filter(({ box }) => boxReaches(box, x, y, reach))
    .sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height)[0];
}
