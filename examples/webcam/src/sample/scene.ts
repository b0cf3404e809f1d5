import type { Size } from '@maskpred/core';
import { CAST, type Role, ROUND_SECONDS } from './cast.js';
import { type Person, PERSON_SIZE } from './person.js';

/** Pixels of the sample video. */
export const SCENE_SIZE: Size = Object.freeze({ width: 1280, height: 720 });

/** Where one figure is at a moment, in pixels of the scene, and who it is then. */
export interface Figure {
  readonly person: Person;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The figures of the scene, from back to front.
 * @param seconds - since the beginning.
 * @param isStill - nobody moves, for people who asked their device for less motion.
 */
export function sceneAt(seconds: number, isStill: boolean): Figure[] {
  return CAST.map((role) => figureOf(role, seconds, isStill));
}

function figureOf(role: Role, seconds: number, isStill: boolean): Figure {
  const { place, sway, period, size } = role;
  const turn = isStill ? 0 : (2 * Math.PI * seconds) / period;
  const height = size * SCENE_SIZE.height;
  const width = (height * PERSON_SIZE.width) / PERSON_SIZE.height;
  const isOff = seconds % ROUND_SECONDS >= ROUND_SECONDS / 2;
  return {
    person: (isOff && role.unmasked) || role.person,
    x: (place.x + sway.x * Math.sin(turn)) * SCENE_SIZE.width - width / 2,
    y: (place.y + sway.y * Math.sin(2 * turn)) * SCENE_SIZE.height - height,
    width,
    height,
  };
}

/** An SVG document of the room behind the figures. */
export function drawRoom(): string {
  const { width, height } = SCENE_SIZE;
  const pane = (x: number) =>
    `<rect x="${x}" y="60" width="190" height="250" rx="6" fill="url(#sky)"/><path d="M ${x + 95} 60 v 250 M ${x} 185 h 190" stroke="#7f8b94" stroke-width="6"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<defs>
<linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c4ced6"/><stop offset="1" stop-color="#8d99a3"/></linearGradient>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#e9f2f8"/><stop offset="1" stop-color="#bcd0dd"/></linearGradient>
</defs>
<rect width="${width}" height="${height}" fill="url(#wall)"/>
${pane(110)}${pane(545)}${pane(980)}
<rect y="560" width="${width}" height="160" fill="#737f89"/>
<rect y="552" width="${width}" height="10" fill="#616c75"/>
</svg>`;
}

/** Every look that the cast has, for drawing each one once. */
export function allLooks(): Person[] {
  return CAST.flatMap(({ person, unmasked }) => (unmasked ? [person, unmasked] : [person]));
}
