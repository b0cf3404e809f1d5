import { classifyFaces } from '@maskpred/classifier';
import { detectFaces } from '@maskpred/detector';
import { drawFaces, type LabelledFace } from './draw';

const input = document.querySelector<HTMLInputElement>('#picture')!;
const status = document.querySelector<HTMLElement>('#status')!;
const canvas = document.querySelector<HTMLCanvasElement>('#canvas')!;
const list = document.querySelector<HTMLOListElement>('#faces')!;

let running = new AbortController();

input.addEventListener('change', () => {
  const [picture] = input.files ?? [];
  if (!picture) return;
  running.abort(); // a newer picture wins
  running = new AbortController();
  void show(picture, running.signal);
});

async function show(picture: File, signal: AbortSignal): Promise<void> {
  canvas.hidden = true;
  list.replaceChildren();
  status.textContent = 'Looking for faces …';
  try {
    const faces = await findFaces(picture, signal);
    const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
    signal.throwIfAborted();
    drawFaces(canvas, bitmap, faces);
    canvas.hidden = false;
    status.textContent = faces.length === 1 ? '1 face.' : `${faces.length} faces.`;
    list.replaceChildren(...faces.map(({ label, score }) => item(`${label}, ${Math.round(score * 100)} %`)));
  } catch (error) {
    if (signal.aborted) return;
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

async function findFaces(picture: File, signal: AbortSignal): Promise<LabelledFace[]> {
  const faces = await detectFaces(picture, { signal });
  const answers = await classifyFaces(picture, faces, { signal });
  return answers
    .map(({ label, score }, i) => ({ box: faces[i].box, label, score }))
    .filter(({ label }) => label !== 'not-face'); // what the detector took for a face by mistake
}

function item(text: string): HTMLLIElement {
  const element = document.createElement('li');
  element.textContent = text;
  return element;
}
