import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImageFolder } from './image-folder.js';
import { readScenes } from './scenes.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred dätä-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(...paths: string[]): Promise<void> {
  for (const path of paths) await writeText(path, '');
}
async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
const voc = (fileName: string, faces = 0) =>
  `<annotation><filename>${fileName}</filename><size><width>64</width><height>48</height></size>` +
  '<object><name>mask</name><bndbox><xmin>8</xmin><ymin>6</ymin><xmax>28</xmax><ymax>30</ymax></bndbox></object>'.repeat(
    faces,
  ) +
  '</annotation>';
const failure = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) });

describe('readImageFolder', () => {
  it('lists pictures by label and path, at any depth, and nothing else', async () => {
    await write('no-mask/b.jpg', 'no-mask/a.PNG', 'mask/ü/deep/c d.webp', 'mask/z.jpeg', 'mask/notes.txt');
    await write('mask/.hidden.jpg', '.cache/x.jpg', 'mask/.thumbs/y.jpg', 'loose.jpg', 'mask/jpg');
    const folder = await readImageFolder(root);
    expect(folder.labels).toEqual(['mask', 'no-mask']);
    expect(folder.samples).toEqual([
      { path: join(root, 'mask/z.jpeg'), label: 'mask' },
      { path: join(root, 'mask/ü/deep/c d.webp'), label: 'mask' },
      { path: join(root, 'no-mask/a.PNG'), label: 'no-mask' },
      { path: join(root, 'no-mask/b.jpg'), label: 'no-mask' },
    ]);
  });

  it('follows links once, round circles too', async () => {
    await write('mask/a.jpg', 'elsewhere/b/c.jpg');
    await symlink(join(root, 'mask'), join(root, 'mask/again'));
    await symlink(join(root, 'elsewhere/b'), join(root, 'mask/more'));
    await symlink(join(root, 'gone'), join(root, 'mask/broken.jpg'));
    const { samples } = await readImageFolder(root);
    expect(samples.filter(({ label }) => label === 'mask').map(({ path }) => path)).toEqual([
      join(root, 'mask/a.jpg'),
      join(root, 'mask/more/c.jpg'),
    ]);
  });

  it('refuses a missing root, a file, a root without labels and a label without pictures', async () => {
    await expect(readImageFolder(join(root, 'gone'))).rejects.toMatchObject(
      failure('FILE_NOT_FOUND', /gone: no such/),
    );
    await expect(readImageFolder(root)).rejects.toMatchObject(
      failure('EMPTY_SPLIT', /no label folder\. Expected/),
    );
    await write('a.jpg');
    await expect(readImageFolder(root)).rejects.toMatchObject(failure('EMPTY_SPLIT', /1 pictures directly/));
    await expect(readImageFolder(join(root, 'a.jpg'))).rejects.toMatchObject(
      failure('FILE_UNREADABLE', /is a file/),
    );
    await write('mask/b.jpg', 'no-mask/readme.md');
    await expect(readImageFolder(root)).rejects.toMatchObject(failure('EMPTY_SPLIT', /label "no-mask"/));
  });

  it('stops when told to', async () => {
    await write('mask/a.jpg');
    const reason = new Error('enough');
    await expect(readImageFolder(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('readScenes', () => {
  it('joins annotations with pictures, by <filename>, then by the name of the annotation', async () => {
    await write('images/two.png', 'images/b/one.jpg', 'images/renamed.webp', 'images/alone.jpg');
    await writeText('annotations/1.xml', voc('one.jpg', 2));
    await writeText('annotations/two.xml', voc('other.jpg'));
    await writeText('annotations/x.XML', voc('renamed.jpg', 1));
    await write('annotations/._1.xml', 'annotations/readme.txt');
    const scenes = await readScenes(root);
    expect(scenes.map(({ imagePath, image }) => [imagePath, image.annotations.length])).toEqual([
      [join(root, 'images/b/one.jpg'), 2],
      [join(root, 'images/two.png'), 0],
      [join(root, 'images/renamed.webp'), 1],
    ]);
    expect(scenes[0].annotationPath).toBe(join(root, 'annotations/1.xml'));
  });

  it('passes the pixel origin on', async () => {
    await write('images/a.jpg');
    await writeText('annotations/a.xml', voc('a.jpg', 1));
    const [scene] = await readScenes(root, { pixelOrigin: 1 });
    expect(scene.image.annotations[0].box).toEqual({ x: 7, y: 5, width: 21, height: 25 });
  });

  it('refuses missing folders, no annotation, a missing picture and a broken file, by name', async () => {
    await expect(readScenes(root)).rejects.toMatchObject(
      failure('FILE_NOT_FOUND', /annotations: no such folder/),
    );
    await write('annotations/readme.txt');
    await expect(readScenes(root)).rejects.toMatchObject(failure('EMPTY_SPLIT', /no \.xml file/));
    await writeText('annotations/a.xml', voc('a.jpg'));
    await expect(readScenes(root)).rejects.toMatchObject(failure('FILE_NOT_FOUND', /images: no such folder/));
    await write('images/b.jpg');
    await expect(readScenes(root)).rejects.toMatchObject(
      failure('FILE_NOT_FOUND', /a\.xml: its picture is missing/),
    );
    await write('images/a.jpg', 'annotations/c.xml');
    await expect(readScenes(root)).rejects.toMatchObject(failure('ANNOTATION_PARSE_FAILED', /c\.xml/));
  });

  it('stops when told to', async () => {
    const reason = new Error('enough');
    await expect(readScenes(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
