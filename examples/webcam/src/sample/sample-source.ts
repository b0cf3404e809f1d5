import type { Size } from '@maskpred/core';
import { grabFrame, type LiveSource } from '../video/source.js';
import { drawPerson, type Person } from './person.js';
import { allLooks, drawRoom, SCENE_SIZE, sceneAt } from './scene.js';

/** Frames a second of the sample video: people sway slowly. */
const FRAMES_PER_SECOND = 24;

/** The sample video: people drawn by this app, on a canvas. */
export async function createSampleSource(isStill: boolean): Promise<LiveSource> {
  const canvas = document.createElement('canvas');
  canvas.width = SCENE_SIZE.width;
  canvas.height = SCENE_SIZE.height;
  const context = canvas.getContext('2d')!;
  const looks = allLooks();
  const [room, ...pictures] = await Promise.all([drawRoom(), ...looks.map(drawPerson)].map(rasterise));
  const pictureOf = (person: Person) => pictures[looks.indexOf(person)]!;

  let seconds = 0;
  const draw = () => {
    context.drawImage(room!, 0, 0);
    for (const { person, x, y, width, height } of sceneAt(seconds, isStill)) {
      context.drawImage(pictureOf(person), x, y, width, height);
    }
  };
  const advance = () => {
    seconds += 1 / FRAMES_PER_SECOND;
    draw();
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const setPaused = (isPaused: boolean) => {
    clearInterval(timer);
    timer = isPaused ? undefined : setInterval(advance, 1000 / FRAMES_PER_SECOND);
  };
  draw();
  setPaused(false);
  return {
    kind: 'sample',
    element: canvas,
    size: (): Size => SCENE_SIZE,
    grab: () => grabFrame(canvas, SCENE_SIZE),
    setPaused,
    stop: () => setPaused(true),
  };
}

/** An SVG document as pixels, so that it is not drawn anew for each frame. */
async function rasterise(svg: string): Promise<ImageBitmap> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return await createImageBitmap(image);
  } finally {
    URL.revokeObjectURL(url);
  }
}
