import { type RefObject, useEffect, useState } from 'react';
import { type StageControl, ZOOM_STEP } from './stage-control.js';

/** Turns of the wheel by one notch, in the pixels that browsers say. */
const NOTCH = 100;

/** Told to the window: Space is held to move the picture this time. */
export const PAN_START = 'maskpred-pan-start';

/**
 * Moves the picture with the middle button, or with Space held and any button, and zooms with the wheel.
 * @returns whether it is being moved.
 */
export function usePanning(stage: RefObject<HTMLElement | null>, control: StageControl): boolean {
  const [isPanning, setPanning] = useState(false);
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const ending = new AbortController();
    const { signal } = ending;
    let isSpaceDown = false;
    let pointer: number | undefined;

    const onDown = (event: PointerEvent) => {
      if (event.button !== 1 && !isSpaceDown) return;
      event.preventDefault();
      event.stopPropagation(); // or it would draw
      pointer = event.pointerId;
      element.setPointerCapture(pointer);
      window.dispatchEvent(new Event(PAN_START));
      setPanning(true);
    };
    const onMove = (event: PointerEvent) => {
      if (pointer !== event.pointerId) return;
      event.stopPropagation();
      control.pan(event.movementX, event.movementY);
    };
    const onUp = (event: PointerEvent) => {
      if (pointer !== event.pointerId) return;
      event.stopPropagation();
      pointer = undefined;
      setPanning(false);
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const area = element.getBoundingClientRect();
      const centre = { x: event.clientX - area.x, y: event.clientY - area.y };
      control.zoom(ZOOM_STEP ** (-event.deltaY / NOTCH), centre);
    };
    const onMiddle = (event: MouseEvent) => {
      if (event.button === 1) event.preventDefault(); // or browsers begin to scroll by themselves
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.code === 'Space') isSpaceDown = event.type === 'keydown';
    };

    element.addEventListener('pointerdown', onDown, { signal, capture: true });
    element.addEventListener('pointermove', onMove, { signal, capture: true });
    element.addEventListener('pointerup', onUp, { signal, capture: true });
    element.addEventListener('pointercancel', onUp, { signal, capture: true });
    element.addEventListener('mousedown', onMiddle, { signal, capture: true });
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    window.addEventListener('keydown', onKey, { signal, capture: true });
    window.addEventListener('keyup', onKey, { signal, capture: true });
    return () => ending.abort();
  }, [stage, control]);
  return isPanning;
}
