import { link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatVoc } from '../formats/voc.js';
import { readDataset, type ReadDatasetOptions } from './read-dataset.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred dätä-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
/** A grey picture; `orientation` is EXIF's. */
async function putPicture(path: string, orientation?: number): Promise<void> {
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#888' } }).jpeg();
  await put(path, await (orientation ? picture.withMetadata({ orientation }) : picture).toBuffer());
}
const BOX = { x: 8, y: 6, width: 20, height: 24 };
const voc = (fileName: string, label = 'mask', box = BOX) =>
  formatVoc({ id: 'x', fileName, width: 64, height: 48, annotations: [{ box, label }] });
const YOLO = '0 0.28125 0.375 0.3125 0.5\n';
const coco = (fileName: string) =>
  JSON.stringify({
    images: [{ id: 1, file_name: fileName, width: 64, height: 48 }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [8, 6, 20, 24] }],
    categories: [{ id: 1, name: 'mask' }],
  });

async function read(options: ReadDatasetOptions = {}, path = root) {
  const result = await readDataset(path, options);
  return {
    ...result,
    ids: result.dataset.images.map(({ id }) => id),
    kinds: result.issues.map(({ kind }) => kind),
    codes: result.failures.map(({ error }) => error.code),
  };
}
const failure = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) });

describe('readDataset', () => {
  it('refuses a folder that is missing, empty, or of several formats', async () => {
    await expect(read({}, join(root, 'gone'))).rejects.toMatchObject(failure('FILE_NOT_FOUND', /gone/));
    await expect(read()).rejects.toMatchObject(
      failure('INVALID_ARGUMENT', /no annotations of a known format/),
    );
    await expect(read({ format: 'voc' })).rejects.toMatchObject(
      failure('EMPTY_SPLIT', /an \.xml file a picture/),
    );
    await expect(read({ format: 'coco' })).rejects.toMatchObject(
      failure('EMPTY_SPLIT', /a \.json file of coco/),
    );
    await put('a.xml', voc('a.jpg'));
    await put('classes.txt', 'mask\n');
    await expect(read()).rejects.toMatchObject(failure('INVALID_ARGUMENT', /files of voc and yolo/));
  });

  it('reads each format, found out by itself', async () => {
    const createMl =
      '[{"image":"a.jpg","annotations":[{"label":"mask","coordinates":{"x":18,"y":18,"width":20,"height":24}}]}]';
    const via = `{"a.jpg1":{"filename":"a.jpg","size":1,"regions":[{"shape_attributes":${JSON.stringify({ name: 'rect', ...BOX })},"region_attributes":{"label":"mask"}}]}}`;
    const labelme =
      '{"shapes":[{"label":"mask","points":[[8,6],[28,30]],"shape_type":"rectangle"}],"imagePath":"a.jpg","imageWidth":64,"imageHeight":48}';
    const sets: Record<string, [file: string, content: string][]> = {
      voc: [['annotations/a.xml', voc('a.jpg')]],
      yolo: [
        ['labels/a.txt', YOLO],
        ['data.yaml', 'names: [mask]'],
      ],
      coco: [['annotations/instances.json', coco('a.jpg')]],
      createml: [['_annotations.createml.json', createMl]],
      via: [['via_project.json', via]],
      labelme: [['images/a.json', labelme]],
    };
    for (const [format, files] of Object.entries(sets)) {
      await putPicture(`${format}/images/a.jpg`);
      for (const [file, content] of files) await put(`${format}/${file}`, content);
      const result = await read({}, join(root, format));
      expect(result, format).toMatchObject({ format, failures: [], issues: [] });
      expect(result.dataset, format).toEqual({
        labels: ['mask'],
        images: [
          { id: 'a', fileName: 'a.jpg', width: 64, height: 48, annotations: [{ box: BOX, label: 'mask' }] },
        ],
      });
      expect(result.imagePaths).toEqual(new Map([['a', join(root, format, 'images/a.jpg')]]));
    }
    await putPicture('faces/mask/a.jpg');
    const faces = await read({}, join(root, 'faces'));
    expect(faces.dataset.images[0]!.annotations).toEqual([
      { box: { x: 0, y: 0, width: 64, height: 48 }, label: 'mask' },
    ]);
    const byFile = await read({}, join(root, 'coco/annotations/instances.json'));
    expect(byFile.imagePaths.size).toBe(1);
  });

  it('lists what fails, with file and line, and reads the rest', async () => {
    await put('a.xml', voc('a.jpg'));
    await put('b.xml', voc('b.jpg').replace('<xmax>28', '<xmax>2'));
    await put('c.xml', '<annotation>');
    await put('d.xml', '<!DOCTYPE x>');
    const { ids, failures } = await read();
    expect(ids).toEqual(['a']);
    expect(failures.map(({ file, line }) => [file.slice(root.length + 1), line])).toEqual([
      ['b.xml', 9],
      ['c.xml', 1],
      ['d.xml', 1],
    ]);
    expect((await read({ fix: true })).ids).toEqual(['a', 'b']);
  });

  it('refuses huge files before reading them', async () => {
    await put('a.xml', '');
    await truncate(join(root, 'a.xml'), 100e6);
    const { failures } = await read();
    expect(failures[0]!.error.message).toMatch(/a\.xml: expected at most 16 MiB, got 95 MiB/);
  });

  it('takes the order of labels from labels.json, and adds others at its end only when told to', async () => {
    await put('a.xml', voc('a.jpg', 'no-mask'));
    await put('b.xml', voc('b.jpg', 'zebra'));
    await put('c.xml', voc('c.jpg', 'alpha'));
    expect((await read()).dataset.labels).toEqual(['alpha', 'no-mask', 'zebra']);
    await put('labels.json', '["no-mask", "mask"]');
    const strict = await read();
    expect([strict.dataset.labels, strict.ids, strict.codes]).toEqual([
      ['no-mask', 'mask'],
      ['a'],
      ['UNKNOWN_LABEL', 'UNKNOWN_LABEL'],
    ]);
    const fixed = await read({ fix: true });
    expect(fixed.dataset.labels).toEqual(['no-mask', 'mask', 'alpha', 'zebra']);
    expect((await read({ labels: ['zebra'], fix: ['unknown-label'] })).dataset.labels).toEqual([
      'zebra',
      'alpha',
      'no-mask',
    ]);
  });

  it('reads class ids of YOLO by its own list, and orders labels as the project does', async () => {
    await putPicture('images/a.jpg');
    await put('labels/a.txt', YOLO);
    await expect(read({ format: 'yolo' })).rejects.toMatchObject(
      failure('UNKNOWN_LABEL', /no list of their labels/),
    );
    await put('labels.json', '["mask", "no-mask"]');
    expect((await read()).dataset.images[0]!.annotations[0]!.label).toBe('mask');
    await put('classes.txt', 'no-mask\nmask\n');
    await expect(read()).rejects.toMatchObject(
      failure('ANNOTATION_PARSE_FAILED', /give class ids other labels/),
    );
    const { dataset } = await read({ labels: ['mask', 'no-mask'] });
    expect(dataset.labels).toEqual(['mask', 'no-mask']);
    expect(dataset.images[0]!.annotations[0]!.label).toBe('no-mask');
  });

  it('fails for the second of two files with one stem, or gives it a number', async () => {
    await putPicture('images/x/a.jpg');
    await putPicture('images/y/A.png');
    await put('labels/x/a.txt', YOLO);
    await put('labels/y/A.txt', '');
    await put('classes.txt', 'mask');
    const { ids, kinds, failures } = await read();
    expect([ids, kinds]).toEqual([['a'], ['same-stem']]);
    expect(failures[0]!.error.message).toMatch(/a second picture called "A", the first is of .*a\.txt/);
    const fixed = await read({ fix: true });
    expect(fixed.dataset.images.map(({ fileName }) => fileName)).toEqual(['a.jpg', 'A-2.png']);
    expect(fixed.imagePaths.get('A-2')).toBe(join(root, 'images/y/A.png'));
  });

  it('never looks for pictures outside the folder', async () => {
    await putPicture('secret.jpg');
    await put('set/a.xml', voc('x.jpg').replace('x.jpg', '../secret.jpg'));
    await putPicture('set/b.jpg');
    const result = await read({}, join(root, 'set'));
    expect(result.kinds).toEqual(['picture-missing', 'path-outside', 'annotation-missing']);
    expect(result.imagePaths.size).toBe(0);
    expect(result.dataset.images[0]!.fileName).toBe('secret.jpg');
  });

  it('follows links to pictures and says so, but not to annotations outside', async () => {
    await putPicture('elsewhere/a.jpg');
    await put('elsewhere/b.xml', voc('b.jpg'));
    await put('set/annotations/a.xml', voc('a.jpg'));
    await symlink(join(root, 'elsewhere'), join(root, 'set/images'));
    await symlink(join(root, 'set'), join(root, 'set/annotations/circle'));
    const { ids, issues, failures, imagePaths } = await read({}, join(root, 'set'));
    expect(ids).toEqual(['a']);
    expect(imagePaths.get('a')).toBe(join(root, 'set/images/a.jpg'));
    expect(issues.filter(({ kind }) => kind === 'symbolic-link')).toMatchObject([
      { file: join(root, 'set/images') },
    ]);
    expect(failures).toMatchObject([
      { file: join(root, 'set/images/b.xml'), error: { code: 'ANNOTATION_PARSE_FAILED' } },
    ]);
  });

  it('takes a picture of a similar name only when told to', async () => {
    await putPicture('images/my photo.jpg');
    await put('annotations/1.xml', voc('my%20photo.jpg'));
    const strict = await read();
    expect([strict.kinds, strict.imagePaths.size]).toEqual([['name-wrong', 'annotation-missing'], 0]);
    const fixed = await read({ fix: true });
    expect(fixed.kinds).toEqual(['name-wrong', 'name-with-spaces']);
    expect(fixed.imagePaths.get('my_photo')).toBe(join(root, 'images/my photo.jpg'));
  });

  it('reads the size of the upright picture, and reports one that is wrong', async () => {
    await putPicture('a.jpg', 6);
    await put('a.xml', voc('a.jpg'));
    await put('b.jpg', 'no picture');
    await put('b.xml', voc('b.jpg'));
    const { issues } = await read();
    expect(issues.map(({ kind }) => kind)).toEqual(['size-wrong', 'picture-unreadable']);
    const { dataset } = await read({ fix: true });
    expect(dataset.images[0]).toMatchObject({
      width: 48,
      height: 64,
      annotations: [{ box: { x: 18, y: 8, width: 24, height: 20 } }],
    });
  });

  it('takes a YOLO picture without file as one without faces, and a file without picture as failed', async () => {
    await putPicture('a.jpg');
    await put('b.txt', YOLO);
    await put('README.txt', 'hello');
    await put('classes.txt', 'mask');
    const { dataset, kinds, failures } = await read();
    expect(dataset.images).toMatchObject([{ id: 'a', annotations: [] }]);
    expect(kinds).toEqual(['annotation-missing', 'picture-missing']);
    expect(failures).toMatchObject([{ file: join(root, 'b.txt') }]);
  });

  it('drops boxes of no picture only when told to', async () => {
    await put('annotations.json', coco('a.jpg').replace('"image_id":1', '"image_id":5'));
    expect(await read()).toMatchObject({
      ids: ['a'],
      kinds: ['orphan-annotation'],
      codes: ['ANNOTATION_PARSE_FAILED'],
    });
    expect(await read({ fix: true })).toMatchObject({ ids: ['a'], kinds: ['orphan-annotation'], codes: [] });
  });

  it('gives the same result twice, whatever the order on disk', async () => {
    await putPicture('images/z.jpg');
    for (const name of ['c', 'a', 'b']) {
      await link(join(root, 'images/z.jpg'), join(root, `images/${name}.jpg`));
      await put(`annotations/${name}.xml`, voc(`${name}.jpg`, `label ${name}`));
    }
    const first = await read();
    expect(first.ids).toEqual(['a', 'b', 'c']);
    expect(await read()).toEqual(first);
  });

  it('stops when told to', async () => {
    await put('a.xml', voc('a.jpg'));
    const reason = new Error('enough');
    await expect(read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const onPicture = () => controller.abort(reason);
    await expect(read({ signal: controller.signal, onPicture })).rejects.toBe(reason);
  });
});
