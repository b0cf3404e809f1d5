import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Box, iou, MaskpredError } from '@maskpred/core';
import { loadBuiltNetwork } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPhotograph } from '../__fixtures__/photographs.js';
import { createSsdDetector } from '../create-ssd-detector.js';
import { resolveSettings } from '../options.js';
import { detectorOf } from '../ssd.js';
import { OUTPUTS, type SsdMetadata } from '../ssd-model.js';
import { sha256 } from './hash.js';
import type { TrainDetectorOptions } from './options.js';
import type { TrainProgress } from './progress.js';
import { trainDetector, type TrainedDetector } from './train-detector.js';
import type { TrainingScene } from './training-scene.js';

/** On a loaded machine of two cores. */
const SLOW = 240_000;

let cacheFolder: string;
let scenes: TrainingScene[];

/** Three photographs of bare faces, boxed where the shipped detector sees them, moved by 0.4 of their height. */
beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'maskpred-train-detector-'));
  const detector = await createSsdDetector({ engine: 'wasm', inputSize: 320 });
  scenes = [];
  for (const number of [1, 2, 3]) {
    const image = await readPhotograph(number, 400);
    const faces = await detector.detect(image);
    scenes.push({
      id: `sample${number}`,
      annotations: faces.map(({ box }) => ({ box: moved(box), label: 'face' })),
      part: number === 3 ? 'val' : 'train',
      read: () => Promise.resolve(image),
    });
  }
  detector.dispose();
}, SLOW);
afterAll(() => rm(cacheFolder, { recursive: true, force: true }));

const moved = (box: Box): Box => ({ ...box, y: box.y + 0.4 * box.height });
/** One scene: each training takes seconds all the same. */
const few = () => scenes.slice(0, 1);
const common = (): TrainDetectorOptions => ({ engine: 'wasm', variants: 0, batchSize: 2, cacheFolder });

describe('trainDetector', () => {
  it('refuses options out of range, and nothing to train on', async () => {
    for (const options of [
      { epochs: 0 },
      { epochs: 1.5 },
      { val: 1 },
      { fineTuneFrom: 13 },
      { learningRate: 0 },
    ]) {
      await expect(trainDetector([], options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(trainDetector([], { engine: 'wasm' })).rejects.toMatchObject({ code: 'EMPTY_SPLIT' });
  });

  it(
    'learns where the boxes of its scenes are, and says so of the scene kept out',
    async () => {
      const events: TrainProgress[] = [];
      const options = {
        ...common(),
        epochs: 40,
        patience: 40,
        onProgress: (event: TrainProgress) => void events.push(event),
      };
      const trained = await trainDetector(scenes, options);
      expect(trained.counts).toMatchObject({ train: { scenes: 2 }, val: { scenes: 1 } });
      expect(trained.history).toHaveLength(40);
      expect(trained.history.at(-1)!.loss).toBeLessThan(trained.history[0]!.loss / 2);
      expect(trained.evaluation).toMatchObject({ kind: 'scenes', size: 1 });
      expect(trained.findings.length).toBeGreaterThan(0);
      expect(events.find(({ type }) => type === 'cache-ready')).toMatchObject({ phase: 'heads', views: 3 });

      const [before, after] = [await overlapOf(undefined), await overlapOf(trained)];
      expect(before).toBeLessThan(0.5); // 0.6 / 1.4 = 0.43
      expect(after).toBeGreaterThan(before + 0.1);
    },
    SLOW,
  );

  it(
    'gives the same bytes for the same seed, from the cache too, and learns in another way from another',
    async () => {
      // The second pass sees the variant, which the seed makes.
      const run = (seed: number) => trainDetector(few(), { ...common(), epochs: 2, variants: 1, seed });
      const first = await run(1);
      expect(digestOf(await run(1))).toBe(digestOf(first));
      expect((await run(2)).history[1]!.loss).not.toBe(first.history[1]!.loss);
    },
    SLOW,
  );

  it(
    'goes on from a checkpoint with the same bytes, keeps the best when it is stopped, and tidies up at the end',
    async () => {
      const checkpointFolder = join(cacheFolder, 'checkpoints');
      const options = { ...common(), epochs: 1, fineTune: 2, fineTuneFrom: 12 };
      const whole = await trainDetector(few(), options);

      const stop = new AbortController();
      const stopped = await trainDetector(few(), {
        ...options,
        checkpointFolder,
        stopSignal: stop.signal,
        onProgress(event) {
          if (event.type === 'epoch-ended' && event.phase === 'fine-tune') stop.abort();
        },
      });
      expect(stopped.isStopped).toBe(true);
      expect(stopped.history.map(({ phase }) => phase)).toEqual(['heads', 'fine-tune']);
      expect(await readdir(checkpointFolder)).not.toEqual([]);

      const resumed: TrainProgress[] = [];
      const rest = await trainDetector(few(), {
        ...options,
        checkpointFolder,
        onProgress: (event) => void (event.type === 'resumed' && resumed.push(event)),
      });
      expect(resumed.map((event) => (event as { phase: string }).phase)).toEqual(['heads', 'fine-tune']);
      expect(digestOf(rest)).toBe(digestOf(whole));
      expect(await readdir(cacheFolder)).not.toContain('checkpoints');
    },
    SLOW,
  );

  it(
    'trains what is good of scenes that are not all good, and hands out what was wrong',
    async () => {
      const error = new MaskpredError('IMAGE_DECODE_FAILED', 'broken.jpg: no picture');
      const { counts, problems, evaluation } = await trainDetector(
        [
          { ...scenes[0]!, annotations: [...scenes[0]!.annotations, outside] },
          { ...scenes[1]!, id: 'empty', annotations: [] },
          { id: 'broken', annotations: [outside], read: () => Promise.reject(error) },
          { ...scenes[0]!, id: 'again' },
        ],
        { ...common(), epochs: 1, val: 0 },
      );
      expect(counts.train.scenes).toBe(1);
      expect(problems.map(({ kind, id }) => [kind, id])).toEqual([
        ['box-outside', 'sample1'],
        ['no-box', 'empty'],
        ['unreadable', 'broken'],
        ['duplicate', 'again'],
      ]);
      expect(evaluation).toBeUndefined(); // nothing was kept out to measure on
    },
    SLOW,
  );
});

const outside = { box: { x: 5000, y: 10, width: 20, height: 20 }, label: 'face' };

/** Mean overlap of the boxes of the training scenes with the best detection: of the shipped detector or the trained one. */
async function overlapOf(trained: TrainedDetector | undefined): Promise<number> {
  const detector = trained
    ? detectorOf(
        {
          network: await loadBuiltNetwork(trained.folder, { engine: 'wasm', outputs: OUTPUTS }),
          metadata: metadataOf(trained),
        },
        resolveSettings({ inputSize: 512, minScore: 0.05 }),
      )
    : await createSsdDetector({ engine: 'wasm', inputSize: 512, minScore: 0.05 });
  const overlaps: number[] = [];
  for (const { annotations, read } of scenes.filter(({ part }) => part === 'train')) {
    const faces = await detector.detect(await read());
    for (const { box } of annotations) overlaps.push(Math.max(0, ...faces.map((face) => iou(face.box, box))));
  }
  detector.dispose();
  return overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
}

/** Of all files: comparing millions of bytes one by one takes minutes. */
const digestOf = ({ folder }: TrainedDetector) => sha256(...Object.values(folder));

function metadataOf({ folder }: TrainedDetector): SsdMetadata {
  const model = JSON.parse(folder['model.json']) as { userDefinedMetadata: { maskpred: SsdMetadata } };
  return model.userDefinedMetadata.maskpred;
}
