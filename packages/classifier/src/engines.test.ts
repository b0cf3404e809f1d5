import { MaskpredError } from '@maskpred/core';
import { ENGINE_NAMES, type EngineName, startEngine } from '@maskpred/core/tfjs';
import { describe, expect, it } from 'vitest';
import { bareFaces } from './__fixtures__/faces.js';
import { createFaceEmbedder } from './embed.js';
import { loadClassifier } from './load-classifier.js';
import { classifierContract } from './testing.js';

const faces = await bareFaces();

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

/** By label, for each face. */
async function scoresOn(engine: EngineName): Promise<Record<string, number>[]> {
  const classifier = await loadClassifier(undefined, { engine });
  const rows = await classifier.classify(faces);
  classifier.dispose();
  return rows.map((row) => Object.fromEntries(row.map(({ label, score }) => [label, score])));
}

async function vectorsOn(engine: EngineName): Promise<Float32Array[]> {
  const embedder = await createFaceEmbedder(undefined, { engine });
  const vectors = await embedder.embed(faces);
  embedder.dispose();
  return vectors;
}

describe.each(others)('on $name', ({ engine, isHere }) => {
  for (const { name, run } of classifierContract(() => loadClassifier(undefined, { engine }), faces)) {
    it.skipIf(!isHere)(`the classifier ${name}`, run);
  }

  it.skipIf(!isHere)('every score is within 0.0001 of that on wasm', async () => {
    const expected = await scoresOn('wasm');
    for (const [i, scores] of (await scoresOn(engine)).entries()) {
      for (const [label, score] of Object.entries(scores)) {
        expect(Math.abs(score - expected[i]![label]!), `face ${i}, ${label}`).toBeLessThan(1e-4);
      }
    }
  });

  it.skipIf(!isHere)('every feature is within 0.001 of that on wasm', async () => {
    const expected = await vectorsOn('wasm');
    for (const [i, vector] of (await vectorsOn(engine)).entries()) {
      const largest = vector.reduce(
        (max, value, at) => Math.max(max, Math.abs(value - expected[i]![at]!)),
        0,
      );
      expect(largest, `face ${i}`).toBeLessThan(1e-3); // features go up to about 6
    }
  });
});
