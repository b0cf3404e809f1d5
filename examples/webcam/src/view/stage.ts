import { scaleBox, type Size } from '@maskpred/core';
import { FORESIGHT_MS, type FrameAnswer } from '../inference/protocol.js';
import type { LiveSource } from '../video/source.js';
import { boxBetween, placeBox, placeInside } from './geometry.js';
import { drawFaces, type LabelledFace, type ShownFace } from './overlay.js';
import type { SnapshotContent } from './snapshot.js';
import type { Tone } from './tone.js';

/** A picture that stands still on the stage, and its faces in its pixels. */
export interface Still {
  readonly bitmap: ImageBitmap;
  readonly faces: readonly LabelledFace[];
}

export interface StageOptions {
  onFrame(source: LiveSource): void;
  toneOf(label: string | undefined): Tone;
}

/** Shows a video or a picture with the faces over it, outside of React: it draws at the pace of the screen. */
export interface Stage {
  /** Puts the stage on the page; undefined takes it off. */
  mount(place: HTMLElement | null): void;
  /** Shows the video, and hands it on each time the screen is drawn. */
  showVideo(source: LiveSource): void;
  /** The faces of the video, until the next call. */
  setAnswer(answer: FrameAnswer | undefined): void;
  showStill(still: Still | undefined): void;
  setMirrored(isMirrored: boolean): void;
  clear(): void;
  /** What is shown now, for a snapshot; undefined when nothing is. */
  content(): SnapshotContent | undefined;
}

/** Milliseconds between two drawings at least: cameras give 30 frames a second, screens up to 144. */
const MIN_INTERVAL_MS = 25;

export function createStage({ onFrame, toneOf }: StageOptions): Stage {
  const overlay = document.createElement('canvas');
  overlay.className = 'overlay';
  overlay.ariaHidden = 'true';
  const context = overlay.getContext('2d')!;
  const still = document.createElement('canvas');

  let place: HTMLElement | null = null;
  let source: LiveSource | undefined;
  let answer: FrameAnswer | undefined;
  let picture: { readonly bitmap: ImageBitmap; readonly faces: readonly ShownFace[] } | undefined;
  let isMirrored = false;
  let request = 0;
  let unit = 1;
  let isDirty = true;
  let drawnAt = 0;
  let shaped = '';

  const sizes = new ResizeObserver(() => {
    unit = devicePixelRatio;
    overlay.width = Math.round(overlay.clientWidth * unit);
    overlay.height = Math.round(overlay.clientHeight * unit);
    isDirty = true;
    if (!source) draw();
  });

  const toned = (faces: readonly LabelledFace[]): ShownFace[] =>
    faces.map((face) => ({ ...face, tone: toneOf(face.label) }));

  const shown = (): { size: Size; faces: readonly ShownFace[]; isMirrored: boolean } | undefined => {
    if (picture) return { size: picture.bitmap, faces: picture.faces, isMirrored: false };
    if (!source || !answer || !hasSameShape(answer, source.size())) return undefined;
    return { size: answer, faces: toned(facesNow(answer, performance.now())), isMirrored };
  };

  const draw = () => {
    const content = shown();
    const isEmpty = !content || content.faces.length === 0;
    if (isEmpty && !isDirty) return;
    context.clearRect(0, 0, overlay.width, overlay.height);
    isDirty = !isEmpty;
    if (isEmpty) return;
    const placement = placeInside(content.size, overlay);
    const faces = content.faces.map((face) => ({
      ...face,
      box: placeBox(face.box, content.size, placement, content.isMirrored),
    }));
    drawFaces(context, faces, unit);
  };

  /** Tells the style sheet what is shown, so that a narrow screen wastes no room on it. */
  const shape = (size: Size | undefined) => {
    if (!size || size.width === 0 || size.height === 0) return;
    const next = `${size.width} / ${size.height}`;
    if (next !== shaped) place?.style.setProperty('--shape', next);
    shaped = next;
  };

  const loop = () => {
    request = requestAnimationFrame(loop);
    const now = performance.now();
    if (now - drawnAt < MIN_INTERVAL_MS) return;
    drawnAt = now;
    if (source && !picture) onFrame(source);
    shape(picture?.bitmap ?? source?.size());
    draw();
  };

  const arrange = () => {
    if (!place) return;
    const element = picture ? still : source?.element;
    element?.classList.toggle('mirrored', isMirrored && !picture);
    element?.classList.add('picture');
    place.replaceChildren(...(element ? [element] : []), overlay);
    isDirty = true;
    shaped = '';
    shape(picture?.bitmap ?? source?.size());
    cancelAnimationFrame(request);
    if (source && !picture) loop();
    else draw();
  };

  return {
    mount(element) {
      sizes.disconnect();
      place = element;
      if (!element) return cancelAnimationFrame(request);
      sizes.observe(overlay);
      arrange();
    },
    showVideo(video) {
      source = video;
      answer = undefined;
      arrange();
    },
    setAnswer(next) {
      answer = next;
      isDirty = true;
    },
    showStill(next) {
      picture = next && { bitmap: next.bitmap, faces: toned(next.faces) };
      if (next) {
        still.width = next.bitmap.width;
        still.height = next.bitmap.height;
        still.getContext('2d')!.drawImage(next.bitmap, 0, 0);
      }
      arrange();
    },
    setMirrored(value) {
      isMirrored = value;
      source?.element.classList.toggle('mirrored', value);
      isDirty = true;
    },
    clear() {
      source = undefined;
      answer = undefined;
      arrange();
    },
    content() {
      if (picture) return { picture: still, size: still, faces: picture.faces, isMirrored: false };
      if (!source) return undefined;
      const size = source.size();
      const content = shown();
      const scale = content ? size.width / content.size.width : 1;
      const faces = content?.faces.map((face) => ({ ...face, box: scaleBox(face.box, scale) })) ?? [];
      return { picture: source.element, size, faces, isMirrored };
    },
  };
}

/** False after a phone was turned: the boxes are of the video as it was. A frame may have been shrunk, by whole pixels. */
function hasSameShape(a: Size, b: Size): boolean {
  return Math.abs(a.width * b.height - b.width * a.height) <= 0.01 * a.width * b.height;
}

/** The faces of an answer where they are by now. */
function facesNow({ people, timestampMs }: FrameAnswer, now: number): LabelledFace[] {
  const share = Math.min(1, Math.max(0, (now - timestampMs) / FORESIGHT_MS));
  return people.map(({ box, nextBox, label, score }) => ({
    box: boxBetween(box, nextBox, share),
    label,
    score,
  }));
}
