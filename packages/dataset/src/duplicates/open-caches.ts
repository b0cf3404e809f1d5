import { join } from 'node:path';
import * as z from 'zod';
import type { PictureFingerprint } from './fingerprint.js';
import { type LineFormat, openLineCache } from './line-cache.js';
import { MINIATURE_SIDE } from './miniature.js';
import type { PictureCache } from './picture-cache.js';
import type { PictureVectors, UnitVector } from './vectors.js';

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const fingerprintSchema = z.object({
  sha256: hex(64),
  width: z.number(),
  height: z.number(),
  sharpness: z.number(),
  hash: hex(16),
  mirroredHash: hex(16),
  miniature: z.base64(),
});
const vectorSchema = z.object({ scale: z.number(), values: z.base64() });
const vectorsSchema = z.object({ whole: vectorSchema, inner: vectorSchema });

/** The number changes with what a fingerprint holds, so that an older file is not taken for a newer one. */
const FINGERPRINTS_FILE = 'fingerprints-1.jsonl';

const FINGERPRINT_FORMAT: LineFormat<PictureFingerprint> = {
  toJson: ({ miniature, ...rest }) => ({ ...rest, miniature: toBase64(miniature) }),
  fromJson(json) {
    const { data } = fingerprintSchema.safeParse(json);
    if (!data) return undefined;
    const miniature = new Uint8Array(Buffer.from(data.miniature, 'base64'));
    return miniature.length === MINIATURE_SIDE ** 2 ? { ...data, miniature } : undefined;
  },
};

const VECTORS_FORMAT: LineFormat<PictureVectors> = {
  toJson({ whole, inner }) {
    const pack = ({ values, scale }: UnitVector) => ({ scale, values: toBase64(values) });
    return { whole: pack(whole), inner: pack(inner) };
  },
  fromJson(json) {
    const { data } = vectorsSchema.safeParse(json);
    if (!data) return undefined;
    const unpack = ({ values, scale }: z.infer<typeof vectorSchema>): UnitVector => ({
      scale,
      values: new Int8Array(Buffer.from(values, 'base64')),
    });
    return { whole: unpack(data.whole), inner: unpack(data.inner) };
  },
};

/**
 * The fingerprints of earlier runs in a folder, 1.7 KB a picture; safe against being killed in the middle.
 * @throws {MaskpredError} FILE_UNREADABLE; WRITE_FAILED from `put`.
 * @example
 * const fingerprints = await openFingerprintCache('.cache/maskpred');
 * await groupDuplicates(items, { fingerprints });
 */
export function openFingerprintCache(folder: string): Promise<PictureCache<PictureFingerprint>> {
  return openLineCache(join(folder, FINGERPRINTS_FILE), FINGERPRINT_FORMAT);
}

/**
 * The vectors that one `embed` gave in earlier runs, 3.5 KB a picture for 1,280 numbers.
 * @param name - of the embedding, part of the file's name: vectors of two embeddings cannot be compared.
 * @throws {MaskpredError} FILE_UNREADABLE; WRITE_FAILED from `put`.
 */
export function openVectorCache(folder: string, name: string): Promise<PictureCache<PictureVectors>> {
  return openLineCache(join(folder, `vectors-1-${name}.jsonl`), VECTORS_FORMAT);
}

function toBase64(bytes: Uint8Array | Int8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
