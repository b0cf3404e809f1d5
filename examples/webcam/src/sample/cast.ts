import type { Person } from './person.js';

/** How a person of the sample moves: a slow sway round a place. Shares of the scene's width and height; seconds. */
export interface Role {
  readonly person: Person;
  /** What the person looks like with the face mask off, for those who take it off now and then. */
  readonly unmasked?: Person;
  readonly place: { readonly x: number; readonly y: number };
  readonly sway: { readonly x: number; readonly y: number };
  readonly period: number;
  /** Share of the scene's height that the figure takes. */
  readonly size: number;
}

const LIGHT_BLUE = { cloth: '#a9cfe8', seam: '#6f9dbd' };
const WHITE = { cloth: '#f2f3f2', seam: '#bfc4c6' };
const BLACK = { cloth: '#2b2d33', seam: '#0d0e10' };

const noor: Person = {
  skin: '#8a5a3c',
  shade: '#43230f',
  light: '#b58359',
  hair: '#120c0a',
  iris: '#3d2615',
  lips: '#7d3b37',
  clothes: '#7a3550',
  haircut: 'long',
};
const jonas: Person = {
  skin: '#d9a27e',
  shade: '#8a5238',
  light: '#f2cba8',
  hair: '#3a2416',
  iris: '#5b3a22',
  lips: '#b5605a',
  clothes: '#38557d',
  haircut: 'short',
};
const elin: Person = {
  skin: '#e8bd9c',
  shade: '#a26a4a',
  light: '#fbe0c6',
  hair: '#7a4a22',
  iris: '#4d5a3a',
  lips: '#b9655f',
  clothes: '#3d6b52',
  haircut: 'long',
};
const ravi: Person = {
  skin: '#b57c55',
  shade: '#61381d',
  light: '#dba67b',
  hair: '#17110e',
  iris: '#3a2414',
  lips: '#94504a',
  clothes: '#4d4d57',
  haircut: 'short',
};

/** Who is in the sample video, from back to front. */
export const CAST: readonly Role[] = [
  {
    person: { ...elin, faceMask: WHITE },
    place: { x: 0.62, y: 0.96 },
    sway: { x: 0.05, y: 0.01 },
    period: 11,
    size: 0.74,
  },
  { person: noor, place: { x: 0.34, y: 0.97 }, sway: { x: 0.05, y: 0.015 }, period: 13, size: 0.78 },
  {
    person: { ...jonas, faceMask: LIGHT_BLUE },
    unmasked: jonas,
    place: { x: 0.12, y: 1.02 },
    sway: { x: 0.03, y: 0.02 },
    period: 9,
    size: 0.86,
  },
  {
    person: { ...ravi, faceMask: BLACK },
    place: { x: 0.87, y: 1.03 },
    sway: { x: 0.03, y: 0.02 },
    period: 10,
    size: 0.88,
  },
];

/** Seconds of a round in which who takes the mask off does so for the second half. */
export const ROUND_SECONDS = 24;
