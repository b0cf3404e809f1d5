import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { DATASET_FORMATS, formatVoc, WRITABLE_FORMATS } from '@maskpred/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FROM_CHOICES, TO_CHOICES } from '../../commands/dataset/convert.js';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';
import { runConvert } from './run-convert.js';

let place: Workplace;
let scenes: string;
beforeAll(async () => {
  place = await createWorkplace();
  scenes = await createScenes('scenes', 1);
}, SLOW);
afterAll(() => place.remove());

/** Scenes of 640 x 427: `a` with a clean box and one over the edge, `b` with one inside out, and as many empty ones as asked. */
async function createScenes(name: string, empty: number): Promise<string> {
  const folder = await place.subfolder(name);
  await mkdir(join(folder, 'images'));
  await mkdir(join(folder, 'annotations'));
  const put = async (id: string, ...annotations: { box: object; label: string }[]) => {
    const image = { id, fileName: `${id}.jpg`, width: 640, height: 427, annotations: annotations as never };
    const xml = formatVoc(image);
    await writeFile(
      join(folder, 'annotations', `${id}.xml`),
      id === 'b' ? xml.replace('<xmax>40', '<xmax>4') : xml,
    );
    await writeFile(join(folder, 'images', `${id}.jpg`), await readFile(place.photo));
  };
  const box = { x: 10, y: 20, width: 30, height: 40 };
  await put('a', { box, label: 'no-mask' }, { box: { ...box, x: 630 }, label: 'mask' });
  await put('b', { box, label: 'mask' });
  for (let i = 0; i < empty; i++) await put(`empty-${i}`);
  return folder;
}

describe('maskpred dataset convert', () => {
  it('converts what can be used, says what cannot, and ends with 1', { timeout: SLOW }, async () => {
    const out = join(place.folder, 'coco');
    const result = await runCli(['dataset', 'convert', scenes, out, '--from', 'voc', '--to', 'coco']);
    expect(result.status).toBe(1);
    expect(result.stdout).toContain(
      `${scenes} (voc) to ${out} (coco): 2 pictures, 2 boxes; 2 pictures copied.`,
    );
    expect(result.stdout).toContain('1 could not be used and are left out.');
    const [failure, issue] = result.stderr.split('\n');
    expect(failure).toMatch(/b\.xml:9: expected left < right .* \(ANNOTATION_PARSE_FAILED\)$/);
    expect(issue).toMatch(
      /a\.xml:\d+: expected a box inside the 640 x 427 picture, .*: kept \(box-over-edge\)$/,
    );
    expect((await readdir(join(out, 'images'))).sort()).toEqual(['a.jpg', 'empty-0.jpg']);
  });

  it('repairs with --fix, there and back, and keeps class ids', { timeout: SLOW }, async () => {
    const yolo = join(place.folder, 'yolo');
    const there = await runCli(['dataset', 'convert', scenes, yolo, '--to', 'yolo', '--fix', '--json']);
    expect(there).toMatchObject({ status: 0 });
    expect(jsonLines(there.stdout)[0]).toMatchObject({
      from: { format: 'voc' },
      images: 3,
      labels: [
        { id: 0, label: 'mask', boxes: 2 },
        { id: 1, label: 'no-mask', boxes: 1 },
      ],
      issues: [
        { kind: 'box-over-edge', isFixed: true },
        { kind: 'box-inside-out', line: 9, isFixed: true },
      ],
      failures: [],
    });
    const voc = join(place.folder, 'voc');
    const back = await runCli([
      'dataset',
      'convert',
      yolo,
      voc,
      '--to',
      'voc',
      '--images',
      'link',
      '--pixel-origin',
      '1',
    ]);
    expect(back).toMatchObject({ status: 0, stderr: '' });
    expect(await readFile(join(voc, 'annotations', 'a.xml'), 'utf8')).toContain('<xmin>11</xmin>');
    expect(JSON.parse(await readFile(join(voc, 'labels.json'), 'utf8'))).toEqual(['mask', 'no-mask']);
  });

  it('takes the class ids of the target it converts into again', { timeout: SLOW }, async () => {
    const out = await place.subfolder('again');
    await writeFile(join(out, 'labels.json'), '["no-mask"]');
    const args = ['dataset', 'convert', scenes, out, '--to', 'coco', '--images', 'none', '--force', '--json'];
    const strict = await runCli(args);
    expect(jsonLines(strict.stdout)[0]).toMatchObject({
      failures: [{ error: { code: 'UNKNOWN_LABEL' } }, {}],
    });
    await runCli([...args, '--fix']);
    expect(JSON.parse(await readFile(join(out, 'labels.json'), 'utf8'))).toEqual(['no-mask', 'mask']);
  });

  it('caps what it prints, and writes all of it where it is told to', { timeout: SLOW }, async () => {
    const dirty = await place.subfolder('dirty');
    const box = { x: -1, y: 0, width: 9, height: 9 };
    const annotations = Array.from({ length: 30 }, () => ({ box, label: 'mask' }));
    await writeFile(
      join(dirty, 'a.xml'),
      formatVoc({ id: 'a', fileName: 'a.jpg', width: 64, height: 48, annotations }),
    );
    const issues = join(place.folder, 'issues.jsonl');
    const result = await runCli([
      'dataset',
      'convert',
      dirty,
      join(place.folder, 'x'),
      '--to',
      'voc',
      '--issues',
      issues,
    ]);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(21);
    expect(result.stderr).toContain('… and 10 more.');
    expect(jsonLines(await readFile(issues, 'utf8'))).toHaveLength(30);
  });

  it('refuses wrong usage with 2, and a set without anything usable with 1', { timeout: SLOW }, async () => {
    const full = await runCli(['dataset', 'convert', scenes, scenes, '--to', 'coco']);
    expect(full).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('(--force). (INVALID_ARGUMENT)'),
    });
    const out = join(place.folder, 'none');
    expect((await runCli(['dataset', 'convert', scenes, out])).status).toBe(2);
    expect((await runCli(['dataset', 'convert', scenes, out, '--to', 'via'])).status).toBe(2);
    const broken = await place.subfolder('broken');
    await writeFile(join(broken, 'a.xml'), '<!DOCTYPE a [<!ENTITY b "c">]>');
    const nothing = await runCli(['dataset', 'convert', broken, out, '--to', 'coco']);
    expect(nothing).toMatchObject({ status: 1, stderr: expect.stringContaining('(EMPTY_SPLIT)') });
    expect(await readdir(place.folder)).not.toContain('none');
    const locked = await runCli(['dataset', 'convert', scenes, join(place.photo, 'out'), '--to', 'coco']);
    expect(locked).toMatchObject({ status: 1, stderr: expect.stringContaining('(WRITE_FAILED)') });
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const controller = new AbortController();
    const before = await readdir(place.folder);
    // the report stands between reading and writing
    const stderr = new Writable({
      write(_chunk, _encoding, done) {
        controller.abort();
        done();
      },
    }) as unknown as NodeJS.WriteStream;
    const context = { stdout: stderr, stderr, signal: controller.signal, setExitCode: () => undefined };
    const options = { to: 'coco', images: 'copy', pixelOrigin: '0' } as const;
    await expect(runConvert(scenes, join(place.folder, 'stopped'), options, context)).rejects.toThrow(
      /abort/i,
    );
    expect(await readdir(place.folder)).toEqual(before);
  });

  it('offers the formats of the library', () => {
    expect(FROM_CHOICES).toEqual(DATASET_FORMATS);
    expect(TO_CHOICES).toEqual(WRITABLE_FORMATS);
  });
});
