import { iou, MaskpredError } from '@maskpred/core';
import { ENGINE_NAMES, type EngineName, startEngine } from '@maskpred/core/tfjs';
import { describe, expect, it } from 'vitest';
import { FACE_COUNTS, readPhotograph } from './__fixtures__/photographs.js';
import { createSsdDetector } from './create-ssd-detector.js';
import type { SsdDetectorOptions } from './options.js';
import { faceDetectorContract } from './testing.js';

const pictures = await Promise.all(FACE_COUNTS.map((_, i) => readPhotograph(i + 1, 700)));

/** The engines besides `wasm`; one that is not installed says so in the name of its skipped tests. */
const others: { engine: EngineName; isHere: boolean; name: string }[] = [];
for (const engine of ENGINE_NAMES.filter((each) => each !== 'wasm')) {
  try {
    await startEngine({ engine });
    others.push({ engine, isHere: true, name: engine });
  } catch (error) {
    if (!MaskpredError.isInstance(error)) throw error;
    others.push({ engine, isHere: false, name: `${engine} (skipped: ${error.message})` });
  }
}

async function facesOn(engine: EngineName, options: SsdDetectorOptions = { minScore: 0.05 }) {
  const detector = await createSsdDetector({ engine, ...options });
  const faces = [];
  for (const picture of pictures) faces.push(await detector.detect(picture));
  detector.dispose();
  return faces;
}

describe.each(others)('on $name', ({ engine, isHere }) => {
  // One look, which is enough here: the test is of the engine.
  const create = () => createSsdDetector({ engine, inputSize: 320 });
  for (const { name, run } of faceDetectorContract(create, pictures.slice(0, 2)))
    it.skipIf(!isHere)(name, run);

  it.skipIf(!isHere)(
    'every box is within 0.05 pixels of that on wasm, and its score within 0.0005',
    async () => {
      const expected = await facesOn('wasm');
      const actual = await facesOn(engine);
      actual.forEach((faces, i) => {
        expect(faces, `photograph ${i + 1}`).toHaveLength(expected[i]!.length);
        faces.forEach(({ box, score }, j) => {
          const other = expected[i]![j]!;
          for (const side of ['x', 'y', 'width', 'height'] as const) {
            expect(
              Math.abs(box[side] - other.box[side]),
              `photograph ${i + 1}, face ${j}, ${side}`,
            ).toBeLessThan(0.05);
          }
          expect(Math.abs(score - other.score), `photograph ${i + 1}, face ${j}`).toBeLessThan(5e-4);
        });
      });
    },
  );
});

describe('int8', () => {
  it('is refused where the engine has no integers', async () => {
    await expect(createSsdDetector({ engine: 'wasm', int8: true })).rejects.toThrow(
      expect.objectContaining({ code: 'ENGINE_UNAVAILABLE' }),
    );
  });

  const onnx = others.find(({ engine }) => engine === 'onnx')!;
  it.skipIf(!onnx.isHere)(`finds the same faces on ${onnx.name}, in boxes that overlap by .9`, async () => {
    const expected = await facesOn('onnx', {});
    const actual = await facesOn('onnx', { int8: true });
    actual.forEach((faces, i) => {
      expect(faces, `photograph ${i + 1}`).toHaveLength(expected[i]!.length);
      for (const { box } of expected[i]!) {
        const overlap = Math.max(...faces.map((face) => iou(face.box, box)));
        expect(overlap, `photograph ${i + 1}`).toBeGreaterThan(0.9);
      }
    });
  });
});
