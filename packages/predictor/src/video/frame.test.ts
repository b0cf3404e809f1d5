import { describe, expect, it } from 'vitest';
import { isEmptyFrame, scaleBetween } from './frame.js';

describe('isEmptyFrame', () => {
  it.each([
    [{ width: 0, height: 0, data: new Uint8Array() }, true],
    [{ width: 640, height: 0 }, true],
    [{ width: 300, height: 150, videoWidth: 0, videoHeight: 0 }, true],
    [{ width: 0, height: 0, videoWidth: 640, videoHeight: 480 }, false],
    [{ displayWidth: 640, displayHeight: 480 }, false],
    ['photo.jpg', false],
    [new Uint8Array(3), false],
  ])('of %o is %s', (frame, expected) => {
    expect(isEmptyFrame(frame)).toBe(expected);
  });
});

describe('scaleBetween', () => {
  it('is the ratio of sizes of one shape', () => {
    expect(scaleBetween({ width: 640, height: 480 }, { width: 640, height: 480 })).toBe(1);
    expect(scaleBetween({ width: 640, height: 360 }, { width: 1280, height: 720 })).toBe(2);
    expect(scaleBetween({ width: 854, height: 480 }, { width: 427, height: 240 })).toBe(0.5);
  });

  it('is undefined when a phone is turned or a stream is cut', () => {
    expect(scaleBetween({ width: 640, height: 480 }, { width: 480, height: 640 })).toBeUndefined();
    expect(scaleBetween({ width: 640, height: 480 }, { width: 640, height: 360 })).toBeUndefined();
  });
});
