import { describe, expect, it } from 'vitest';
import { createFaceDetector } from './create-face-detector.js';

describe('createFaceDetector', () => {
  it('makes the SSD when no kind is named', async () => {
    const detector = await createFaceDetector();
    expect(detector.name).toBe('ssd');
    detector.dispose();
  });

  it('passes the options on', async () => {
    await expect(createFaceDetector({ kind: 'ssd', inputSize: 100 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('says in Node that MediaPipe is for browsers, and what to use', async () => {
    const call = createFaceDetector({ kind: 'mediapipe', range: 'full' });
    await expect(call).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await expect(call).rejects.toThrow("createFaceDetector({ kind: 'ssd' })");
  });

  it('refuses a kind that it does not know and names those that it does', async () => {
    const call = createFaceDetector({ kind: 'haar' as 'ssd' });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(call).rejects.toThrow('there is no kind "haar". Choose one of: ssd, mediapipe');
  });
});
