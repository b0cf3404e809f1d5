import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaskpredError, messageOf, type RawImage } from '@maskpred/core';
import { encodeJpeg, openLineFile, readBytes, writeFileAtomic } from '@maskpred/core/node';
import { type CropRecord, CROPS_FILE, formatCropRecord, parseCropRecords } from '../crop-record.js';

/** A data set of face crops that is being added to. */
export interface CropFolder {
  /** What is in it, by `fileName`: what was there, and what was added since. */
  readonly records: ReadonlyMap<string, CropRecord>;
  /**
   * Writes the crop as JPEG to `record.fileName`, then its line; a crop of that name is replaced.
   * @throws {MaskpredError} WRITE_FAILED.
   */
  add(image: RawImage, record: CropRecord): Promise<void>;
  close(): Promise<void>;
}

/** JPEG quality of crops, 1 to 100: they are compressed a second time, and training should not see that. */
const QUALITY = 95;

/**
 * Opens a folder of face crops, `<folder>/<label>/*.jpg` with its `crops.jsonl`, to add to it; it is made when it is not
 * there. A crop is written before its line, so whatever stands in `crops.jsonl` is whole; a line that a crash cut short
 * is removed.
 *
 * @throws {MaskpredError} WRITE_FAILED, or ANNOTATION_PARSE_FAILED when its `crops.jsonl` is something else.
 * @example
 * const crops = await openCropFolder('data/train');
 * await crops.add(face, { fileName: 'mask/a-0.jpg', label: 'mask', source: 'a.jpg', box });
 * await crops.close();
 */
export async function openCropFolder(folder: string): Promise<CropFolder> {
  const file = join(folder, CROPS_FILE);
  const content = await readExisting(file);
  const records = new Map(parseCropRecords(content, file).map((record) => [record.fileName, record]));
  const whole = content.slice(0, content.lastIndexOf('\n') + 1);
  const lines = await openLineFile(file, Buffer.byteLength(whole));
  return {
    records,
    async add(image, record) {
      await writeFileAtomic(join(folder, ...record.fileName.split('/')), await encodeJpeg(image, QUALITY));
      const line = formatCropRecord(record);
      const before = records.get(record.fileName);
      if (before && formatCropRecord(before) === line) return;
      await lines.append(line);
      records.set(record.fileName, record);
    },
    close: () => lines.close(),
  };
}

/**
 * The SHA-256 of a picture's file, 64 hexadecimal digits: what crops call their source by.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE.
 */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  return createHash('sha256')
    .update(await readBytes(path, signal))
    .digest('hex');
}

async function readExisting(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new MaskpredError('FILE_UNREADABLE', `${file}: cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
