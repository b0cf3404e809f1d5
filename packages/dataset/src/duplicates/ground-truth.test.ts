import { resizeImage, type RawImage } from '@maskpred/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHANGES, changeTiles, CROPS, cutTiles, type MadePicture } from './__fixtures__/tiles.js';
import type { DuplicateGroup } from './duplicate-group.js';
import { groupDuplicates, type GroupDuplicatesOptions } from './group-duplicates.js';

let tiles: MadePicture[];
beforeAll(async () => {
  tiles = await cutTiles();
});

/** Precision of the pairs that stand in one group, and the share of changed pictures that stand with their source. */
async function measure(changed: readonly MadePicture[], options?: GroupDuplicatesOptions) {
  const pictures = [...tiles, ...changed];
  const sourceOf = new Map(pictures.map(({ id, source }) => [id, source]));
  const { groups, unread } = await groupDuplicates(
    pictures.map(({ id, bytes }) => ({ id, read: () => Promise.resolve(bytes) })),
    options,
  );
  expect(unread).toEqual([]);
  const pairs = groups.flatMap(({ members }) =>
    members.flatMap((a, i) => members.slice(i + 1).map((b) => sourceOf.get(a.id) === sourceOf.get(b.id))),
  );
  const groupOf = new Map(groups.flatMap((group) => group.members.map(({ id }) => [id, group] as const)));
  const found = changed.filter(({ id, source }) => {
    const group: DuplicateGroup | undefined = groupOf.get(id);
    return group !== undefined && group === groupOf.get(`${source}.png`);
  });
  return {
    precision: pairs.filter(Boolean).length / pairs.length,
    recall: found.length / changed.length,
    reasons: groups.flatMap(({ members }) => members.flatMap(({ link }) => link?.reason ?? [])),
  };
}

/** An embedding that anybody can write: the picture in 8 x 8 colours. */
function embedColours(images: readonly RawImage[]): Promise<Float32Array[]> {
  return Promise.resolve(
    images.map((image) => Float32Array.from(resizeImage(image, 8, 8).data, (value) => value - 128)),
  );
}

describe('groupDuplicates on pictures of real photographs', () => {
  it('finds what was re-encoded, scaled, recoloured and mirrored, and hardly anything else', async () => {
    const { precision, recall } = await measure(await changeTiles(tiles, CHANGES));
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });

  it('leaves mirror images alone when told to', async () => {
    const { mirrored } = CHANGES;
    const changed = await changeTiles(tiles, { mirrored: mirrored! });
    const { recall, reasons } = await measure(changed, { mirrored: false });
    expect(recall).toBeLessThan(0.05);
    expect(reasons).not.toContain('mirrored');
  });

  it('finds crops with an embedding, which hashes miss', async () => {
    const crops = await changeTiles(tiles, CROPS);
    const byHash = await measure(crops);
    const byEmbedding = await measure(crops, { embed: embedColours });
    expect(byHash.recall).toBeLessThan(0.5);
    expect(byEmbedding.recall).toBeGreaterThanOrEqual(0.95);
    expect(byEmbedding.precision).toBeGreaterThanOrEqual(0.98);
    expect(byEmbedding.reasons).toContain('crop');
  });
});
