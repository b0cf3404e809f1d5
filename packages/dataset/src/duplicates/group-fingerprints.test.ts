import { createHash } from 'node:crypto';
import { decodeImage } from '@maskpred/core/node';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHANGES, changeTiles, cutTiles, type MadePicture } from './__fixtures__/tiles.js';
import { fingerprintPicture } from './fingerprint.js';
import { DUPLICATE_DEFAULTS, type FingerprintedPicture, groupFingerprints } from './group-fingerprints.js';

async function print(id: string, bytes: Uint8Array): Promise<FingerprintedPicture> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id, fingerprint: fingerprintPicture(await decodeImage(bytes), sha256) };
}

const idsOf = (groups: Awaited<ReturnType<typeof groupFingerprints>>) =>
  groups.map(({ members }) => members.map(({ id }) => id));

let tiles: MadePicture[];
let prints: FingerprintedPicture[];
beforeAll(async () => {
  tiles = (await cutTiles(2, 2)).slice(0, 8);
  const changed = await changeTiles(tiles, CHANGES);
  prints = await Promise.all([...tiles, ...changed].map(({ id, bytes }) => print(id, bytes)));
});

describe('groupFingerprints', () => {
  it('groups nothing into nothing', async () => {
    expect(await groupFingerprints([])).toEqual([]);
    expect(await groupFingerprints(prints.slice(0, 1))).toEqual([]);
  });

  it('does not depend on the order of the pictures, and changes none', async () => {
    const expected = await groupFingerprints(prints);
    expect(expected).toHaveLength(tiles.length);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(prints, { minLength: prints.length }), async (shuffled) => {
        expect(await groupFingerprints(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('puts the largest first, then the sharpest, then the first by id', async () => {
    const { bytes } = tiles[0]!;
    const blurred = await sharp(bytes).blur(2).png().toBuffer();
    const small = await sharp(bytes).resize(100).png().toBuffer();
    const groups = await groupFingerprints([
      await print('a-small', small),
      await print('b-blurred', blurred),
      await print('d', bytes),
      await print('c', bytes),
    ]);
    expect(idsOf(groups)).toEqual([['c', 'a-small', 'b-blurred', 'd']]);
    expect(groups[0]!.members.map(({ link }) => link?.reason)).toEqual([undefined, 'near', 'near', 'exact']);
    expect(groups[0]!.members[3]!.link).toEqual({ to: 'c', reason: 'exact', distance: 0, similarity: 1 });
    expect(groups[0]!.members[1]).toMatchObject({ width: 100, height: expect.any(Number) as number });
  });

  it('names a mirror image as one, with what it mirrors', async () => {
    const { bytes } = tiles[0]!;
    const mirrored = await sharp(bytes).flop().png().toBuffer();
    const [group] = await groupFingerprints([await print('a', bytes), await print('b', mirrored)]);
    expect(group!.members[1]!.link).toMatchObject({ to: 'a', reason: 'mirrored', distance: 0 });
    expect(
      await groupFingerprints([await print('a', bytes), await print('b', mirrored)], { mirrored: false }),
    ).toEqual([]);
  });

  it('joins only what is within the distance', async () => {
    const [first] = prints;
    const { hash } = first!.fingerprint;
    const other = { ...first!.fingerprint, sha256: '0', hash: flipBits(hash, 3) };
    const pair = [first!, { id: 'other', fingerprint: other }];
    expect(await groupFingerprints(pair, { maxDistance: 2, mirrored: false })).toEqual([]);
    expect(await groupFingerprints(pair, { maxDistance: 3, mirrored: false })).toHaveLength(1);
  });

  it('compares pixels too: near hashes alone join nothing', async () => {
    const [first, second] = prints;
    const { hash, mirroredHash } = first!.fingerprint;
    const alike = { ...second!, fingerprint: { ...second!.fingerprint, hash, mirroredHash } };
    expect(await groupFingerprints([first!, alike])).toEqual([]);
  });

  it('joins pictures of one colour only when they are the same file', async () => {
    const colour = (background: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const red = await colour('red');
    const groups = await groupFingerprints([
      await print('red', red),
      await print('red again', red),
      await print('green', await colour('green')),
      await print('white', await colour('white')),
    ]);
    expect(idsOf(groups)).toEqual([['red', 'red again']]);
  });

  it('takes thousands of copies', async () => {
    const { fingerprint } = prints[0]!;
    const copies = Array.from({ length: 3000 }, (_, i) => ({
      id: `copy ${String(i).padStart(4, '0')}`,
      fingerprint: { ...fingerprint, sha256: i % 2 === 0 ? String(i) : fingerprint.sha256 },
    }));
    const [group] = await groupFingerprints(copies);
    expect(group!.members).toHaveLength(3000);
  });

  it.each([
    ['a distance above 15', () => prints, { maxDistance: 16 }],
    ['a distance with a fraction', () => prints, { maxDistance: 0.5 }],
    ['an id that comes twice', () => [prints[0]!, prints[0]!], {}],
  ])('refuses %s', async (_, pictures, options) => {
    await expect(groupFingerprints(pictures(), options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('stops when told to', async () => {
    const reason = new Error('enough');
    await expect(groupFingerprints(prints, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('has defaults that nobody changes', () => {
    expect(Object.isFrozen(DUPLICATE_DEFAULTS)).toBe(true);
  });
});

/** The hash with its last `count` bits turned. */
function flipBits(hash: string, count: number): string {
  return (BigInt(`0x${hash}`) ^ (2n ** BigInt(count) - 1n)).toString(16).padStart(16, '0');
}
