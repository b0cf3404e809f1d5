import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FACE_MASK_WEARS,
  parseCropRecords,
  SYNTHETIC_CASES,
  SYNTHETIC_KINDS,
  SYNTHETIC_STYLES,
} from '@maskpred/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';
import {
  CASE_CHOICES,
  KIND_CHOICES,
  STYLE_CHOICES,
  WEAR_CHOICES,
} from '../../commands/dataset/synthesize.js';

let place: Workplace;
/** Crops of the three bare faces of the workplace's photograph. */
let train: string;
beforeAll(async () => {
  place = await createWorkplace();
  train = join(place.folder, 'train');
  await runCli(['faces', place.photo, '--crops', train, '--label', 'no-mask']);
}, SLOW);
afterAll(() => place.remove());

const run = (faces: string, name: string, ...args: string[]) =>
  runCli(['dataset', 'synthesize', faces, '--out', join(place.folder, name), ...args]);
const readCrops = async (name: string) =>
  parseCropRecords(await readFile(join(place.folder, name, 'crops.jsonl'), 'utf8'));

describe('maskpred dataset synthesize', () => {
  it(
    'draws on the crops of "faces", marks each, keeps where they came from, and does nothing twice',
    async () => {
      expect((await run(train, 'all', '--per-face', '6')).status).toBe(0);
      const records = await readCrops('all');
      expect(records).toHaveLength(18);
      expect(records.every(({ fileName, synthetic }) => fileName.includes('-synthetic-') && synthetic)).toBe(
        true,
      );
      expect(
        records.filter(({ label }) => label === 'mask').map(({ synthetic }) => synthetic!['wear']),
      ).toEqual(Array(3).fill('right'));
      const sources = parseCropRecords(await readFile(join(train, 'crops.jsonl'), 'utf8'));
      expect(records[0]).toMatchObject({
        source: place.photo,
        sourceSha256: sources[0]!.sourceSha256,
        box: sources[0]!.box,
      });
      const again = await run(train, 'all', '--per-face', '6', '--json');
      expect(jsonLines(again.stdout).map(({ skipped }) => skipped)).toEqual(Array(3).fill('done'));
    },
    SLOW,
  );

  it(
    'gives the same bytes for the same picture and seed, whatever lies beside it',
    async () => {
      const alone = await place.subfolder('alone');
      const [first] = parseCropRecords(await readFile(join(train, 'crops.jsonl'), 'utf8'));
      await cp(join(train, first!.fileName), join(alone, 'z.jpg'));
      const crowd = await place.subfolder('crowd');
      await cp(train, crowd, { recursive: true });
      await cp(join(train, first!.fileName), join(crowd, 'no-mask', 'z.jpg'));
      const args = ['--whole', '--kinds', 'cup', '--seed', '7'];
      expect((await run(alone, 'of-alone', ...args)).status).toBe(0);
      expect((await run(crowd, 'of-crowd', ...args)).status).toBe(0);
      const [own] = await readCrops('of-alone');
      const bytes = (name: string) => readFile(join(place.folder, name, own!.fileName));
      expect((await bytes('of-alone')).equals(await bytes('of-crowd'))).toBe(true);
    },
    SLOW,
  );

  it(
    'looks for the face where nobody says where it is, and can add to its own folder',
    async () => {
      const photos = await place.subfolder('photos');
      await cp(place.photo, join(photos, 'a.jpg'));
      await writeFile(join(photos, 'b.jpg'), 'no picture');
      const args = ['--kinds', 'face-mask', '--wear', 'chin', '--label', 'chin=incorrect-mask', '--json'];
      const result = await run(photos, 'photos', ...args);
      expect(result.status).toBe(1);
      const [a, b] = jsonLines(result.stdout);
      expect(a).toMatchObject({ drawn: [expect.stringContaining('-synthetic-chin-0.jpg')] });
      expect(b).toMatchObject({ error: { code: 'IMAGE_DECODE_FAILED' } });
      expect((await readCrops('photos'))[0]).toMatchObject({ label: 'incorrect-mask', margin: 0.15 });
      const again = await run(photos, 'photos', ...args);
      expect(jsonLines(again.stdout)).toHaveLength(2); // its own drawings are no faces to draw on
    },
    SLOW,
  );

  it(
    'refuses what there is not to draw',
    async () => {
      for (const args of [
        ['--kinds', 'beard'],
        ['--wear', 'off'],
        ['--styles', 'mug', '--kinds', 'hand'],
        ['--label', 'beard=mask'],
        ['--label', 'cup=../up'],
      ]) {
        expect((await run(train, 'never', ...args)).status).toBe(2);
      }
    },
    SLOW,
  );
});

describe('choices', () => {
  it('are those of the package, which is slow to load for --help', () => {
    expect(KIND_CHOICES).toEqual(SYNTHETIC_KINDS);
    expect(WEAR_CHOICES).toEqual(FACE_MASK_WEARS);
    expect(STYLE_CHOICES).toEqual(Object.values(SYNTHETIC_STYLES).flat());
    expect(CASE_CHOICES).toEqual(SYNTHETIC_CASES);
  });
});
