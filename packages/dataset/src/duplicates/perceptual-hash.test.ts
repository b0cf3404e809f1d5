import { decodeImage } from '@maskpred/core/node';
import fc from 'fast-check';
import sharpPhash from 'sharp-phash';
import { describe, expect, it } from 'vitest';
import { cutTiles } from './__fixtures__/tiles.js';
import { MINIATURE_SIDE, miniatureOf, mirrorMiniature } from './miniature.js';
import { perceptualHashes } from './perceptual-hash.js';

/** Its types say `default`, its module is the function itself. */
const phash = sharpPhash as unknown as typeof sharpPhash.default;

/** What sharp-phash says of the same 32 x 32 greys. */
async function peerHash(miniature: Uint8Array): Promise<string> {
  const raw = { width: MINIATURE_SIDE, height: MINIATURE_SIDE, channels: 1 } as const;
  return BigInt(`0b${await phash(Buffer.from(miniature), { raw })}`)
    .toString(16)
    .padStart(16, '0');
}

describe('perceptualHashes', () => {
  it('has the bits of sharp-phash, for the picture and for its mirror image', async () => {
    for (const { bytes } of (await cutTiles(2, 1)).slice(0, 8)) {
      const miniature = miniatureOf(await decodeImage(bytes));
      expect(perceptualHashes(miniature)).toEqual({
        hash: await peerHash(miniature),
        mirroredHash: await peerHash(mirrorMiniature(miniature)),
      });
    }
  });

  it('hashes nothing but greys into 16 digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1024, maxLength: 1024 }), (greys) => {
        const { hash, mirroredHash } = perceptualHashes(greys);
        expect(hash).toMatch(/^[0-9a-f]{16}$/);
        expect(mirroredHash).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
