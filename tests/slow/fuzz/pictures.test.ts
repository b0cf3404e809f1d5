import { decodeImage } from '@maskpred/core/node';
import { preparePicture } from '@maskpred/crawler';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe } from 'vitest';
import { fuzz } from './fuzz.js';
import { nearBytes } from './mutate-bytes.js';

/** No header can make the decoder take more memory than this. */
const MAX_PIXELS = 1_000_000;

/** Small pictures of each kind, with what is read of a header: EXIF, profiles, palettes, animation. */
async function samples(): Promise<Uint8Array[]> {
  const width = 72;
  const pixels = Uint8Array.from({ length: width * width * 3 }, (_, i) => (i * 31 + (i >> 7) * 17) % 256);
  const picture = () => sharp(pixels, { raw: { width, height: width, channels: 3 } });
  return Promise.all([
    picture().jpeg({ quality: 30 }).withMetadata({ orientation: 6 }).toBuffer(),
    picture().jpeg({ quality: 30, progressive: true }).withIccProfile('p3').toBuffer(),
    picture()
      .png({ palette: true, colours: 8 })
      .withExif({ IFD0: { Copyright: 'a' } })
      .toBuffer(),
    picture().ensureAlpha(0.5).resize(66).png({ progressive: true }).toBuffer(),
    picture().webp({ quality: 20 }).withMetadata({ orientation: 3 }).toBuffer(),
    picture().webp({ lossless: true }).toBuffer(),
    picture().gif({ colours: 8 }).toBuffer(),
    picture().tiff({ compression: 'lzw' }).toBuffer(),
    picture().avif({ quality: 20, effort: 0 }).toBuffer(),
    Promise.resolve(
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="70" height="70"><rect/></svg>'),
    ),
  ]);
}

describe('pictures', async () => {
  const seeds = await samples();
  /** Half of the edits hit the header, where what is said of the rest stands. */
  const bytes = fc.oneof(
    nearBytes(seeds),
    fc
      .tuple(fc.constantFrom(...seeds), fc.integer({ min: 12, max: 160 }))
      .chain(([seed, length]) =>
        nearBytes([seed.subarray(0, length)]).map((header) => Buffer.concat([header, seed.subarray(length)])),
      ),
  );
  fuzz('image-bytes', bytes, (content) => decodeImage(content, { maxPixels: MAX_PIXELS }));
  fuzz('stored-picture', bytes, (content) =>
    preparePicture(content, { name: 'https://example.org/a', maxPixels: MAX_PIXELS }),
  );
});
