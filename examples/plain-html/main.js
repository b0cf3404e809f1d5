/* global document, createImageBitmap */
import { createMaskPredictor } from '@maskpred/predictor';

const [input, status, canvas, list] = ['picture', 'status', 'canvas', 'faces'].map((id) =>
  document.getElementById(id),
);
// Told apart by colour-blind eyes too (Okabe and Ito's palette).
const COLOURS = { mask: '#0072b2', 'no-mask': '#d55e00' };

let predictor; // both networks, loaded with the first picture
let running = new AbortController();

input.addEventListener('change', async () => {
  const [picture] = input.files;
  if (!picture) return;
  running.abort(); // a newer picture wins
  running = new AbortController();
  const { signal } = running;
  list.replaceChildren();
  canvas.hidden = true;
  status.textContent = 'Looking for faces …';
  try {
    predictor ??= createMaskPredictor();
    const people = await (await predictor).predict(picture, { signal });
    await draw(picture, people);
    status.textContent = people.length === 1 ? '1 face.' : `${people.length} faces.`;
  } catch (error) {
    if (!signal.aborted) status.textContent = error.message;
  }
});

async function draw(picture, people) {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height, hidden: false });
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  context.lineWidth = Math.max(3, bitmap.width / 250);
  for (const { face, label, score } of people) {
    const { x, y, width, height } = face.box; // pixels of the upright picture
    context.strokeStyle = COLOURS[label] ?? '#000000';
    context.strokeRect(x, y, width, height);
    const item = document.createElement('li');
    item.textContent = `${label}, ${Math.round(score * 100)} %`;
    list.append(item);
  }
}
