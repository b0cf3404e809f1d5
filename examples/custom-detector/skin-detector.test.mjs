// Every detector passes the same contract:   npm test
import { test } from 'node:test';
import { faceDetectorContract } from '@maskpred/detector/testing';
import { createSkinDetector } from './skin-detector.mjs';

/** A face for this detector: an ellipse of skin on a grey wall. */
function portrait(width, height, centres) {
  const data = new Uint8Array(width * height * 3).fill(120);
  for (const [cx, cy, radius] of centres) {
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      if (((x - cx) / radius) ** 2 + ((y - cy) / (1.3 * radius)) ** 2 < 1) data.set([224, 172, 140], 3 * i);
    }
  }
  return { data, width, height, channels: 3 };
}

const pictures = [
  portrait(320, 240, [[160, 120, 50]]),
  portrait(200, 300, [
    [60, 80, 30],
    [140, 200, 45],
  ]),
];

for (const { name, run } of faceDetectorContract(() => createSkinDetector(), pictures)) test(name, run);
