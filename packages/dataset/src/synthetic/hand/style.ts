/**
 * How a hand is held before a face: flat over the mouth, as a fist before it, at the chin with a finger up the cheek, or
 * both hands over nose and mouth.
 */
export type HandStyle = 'over-mouth' | 'fist' | 'at-chin' | 'both-hands';

export const HAND_STYLES: readonly HandStyle[] = Object.freeze([
  'over-mouth',
  'fist',
  'at-chin',
  'both-hands',
]);
