import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CropRecord, parseCropRecords } from '../crop-record.js';
import { hashFile, openCropFolder } from './crop-folder.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred-crops-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const image: RawImage = { data: new Uint8Array(12 * 8 * 3).fill(200), width: 12, height: 8, channels: 3 };
const box = { x: 1, y: 2, width: 12, height: 8 };
const record = (fileName: string): CropRecord => ({ fileName, label: 'mask', source: 'a.jpg', box });
const recorded = async () => parseCropRecords(await readFile(join(root, 'crops.jsonl'), 'utf8'));

describe('openCropFolder', () => {
  it('starts empty, and writes the crop and its line', async () => {
    const folder = join(root, 'new', 'train');
    const crops = await openCropFolder(folder);
    expect(crops.records.size).toBe(0);
    await crops.add(image, record('mask/a-0.jpg'));
    await crops.close();
    expect(await decodeImage(join(folder, 'mask', 'a-0.jpg'))).toMatchObject({ width: 12, height: 8 });
    expect(parseCropRecords(await readFile(join(folder, 'crops.jsonl'), 'utf8'))).toEqual([
      record('mask/a-0.jpg'),
    ]);
  });

  it('goes on with what is there, and names a crop that is written again once', async () => {
    for (const name of ['mask/a-0.jpg', 'mask/b-0.jpg', 'mask/a-0.jpg']) {
      const crops = await openCropFolder(root);
      await crops.add(image, record(name));
      await crops.close();
    }
    expect((await recorded()).map(({ fileName }) => fileName)).toEqual(['mask/a-0.jpg', 'mask/b-0.jpg']);
    const crops = await openCropFolder(root);
    expect([...crops.records.keys()]).toEqual(['mask/a-0.jpg', 'mask/b-0.jpg']);
    await crops.add(image, { ...record('mask/a-0.jpg'), margin: 0.3 });
    expect(crops.records.get('mask/a-0.jpg')?.margin).toBe(0.3);
    await crops.close();
  });

  it('removes a line that was cut short, and nothing else', async () => {
    const first = await openCropFolder(root);
    await first.add(image, record('mask/ä-0.jpg'));
    await first.close();
    await appendFile(join(root, 'crops.jsonl'), '{"fileName":"mask/c');
    const second = await openCropFolder(root);
    await second.add(image, record('mask/b-0.jpg'));
    await second.close();
    expect((await recorded()).map(({ fileName }) => fileName)).toEqual(['mask/ä-0.jpg', 'mask/b-0.jpg']);
  });

  it('refuses a folder whose crops.jsonl is something else, or that is a file', async () => {
    await writeFile(join(root, 'crops.jsonl'), 'hello\n');
    await expect(openCropFolder(root)).rejects.toMatchObject({ code: 'ANNOTATION_PARSE_FAILED' });
    await writeFile(join(root, 'file'), '');
    await expect(openCropFolder(join(root, 'file'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(WRITE_FAILED|FILE_UNREADABLE)$/) as string,
    });
  });
});

describe('hashFile', () => {
  it('is the SHA-256 of the bytes', async () => {
    await writeFile(join(root, 'empty'), '');
    expect(await hashFile(join(root, 'empty'))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    await expect(hashFile(join(root, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
