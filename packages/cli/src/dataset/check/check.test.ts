import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECK_DEFAULTS, DATASET_FORMATS, FINDING_KINDS, FINDING_SEVERITIES } from '@maskpred/dataset';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photograph } from '../../__fixtures__/photographs.js';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';
import { SEVERITY_CHOICES, THRESHOLD_NAMES } from '../../commands/dataset/check.js';
import { FROM_CHOICES } from '../../commands/dataset/convert.js';
import { KINDS } from './kinds.js';

describe('choices', () => {
  it('are those of the package, which is slow to load for --help', () => {
    expect([...THRESHOLD_NAMES].sort()).toEqual(Object.keys(CHECK_DEFAULTS).sort());
    expect(SEVERITY_CHOICES).toEqual(FINDING_SEVERITIES);
    expect(FROM_CHOICES).toEqual(DATASET_FORMATS);
    expect(Object.keys(KINDS).sort()).toEqual([...FINDING_KINDS].sort());
  });
});

describe('dataset stats and check', { timeout: SLOW }, () => {
  let place: Workplace;
  let faces: string;
  beforeAll(async () => {
    place = await createWorkplace();
    faces = await place.subfolder('faces');
    const mask = await place.subfolder('faces/mask');
    const noMask = await place.subfolder('faces/no-mask');
    const face = sharp(photograph(1)).resize(300);
    await face.clone().jpeg().toFile(join(noMask, 'face.jpg'));
    await copyFile(join(noMask, 'face.jpg'), join(mask, '<b>"copy".jpg'));
    await sharp(await face.clone().png().toBuffer())
      .resize(150)
      .jpeg({ quality: 60 })
      .toFile(join(noMask, 'smaller.jpg'));
    await writeFile(join(noMask, 'broken.jpg'), 'no picture');
    await sharp(photograph(3)).resize(300).png().toFile(join(noMask, 'other.jpg'));
  }, SLOW);
  afterAll(() => place.remove());

  it('names what is wrong as lines of JSON, worst first, and ends with 0', async () => {
    const { status, stdout, stderr } = await runCli(['dataset', 'check', faces, '--json']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const kinds = jsonLines(stdout).map(({ kind, path }) => [kind, path]);
    expect(kinds).toEqual([
      ['unreadable', 'no-mask/broken.jpg'],
      ['label-conflict', 'mask/<b>"copy".jpg'],
      ['label-conflict', 'mask/<b>"copy".jpg'],
      ['wrong-extension', 'no-mask/other.jpg'],
    ]);
  });

  it('fails a script only for what it was told to', async () => {
    const run = async (...options: string[]) =>
      (await runCli(['dataset', 'check', faces, ...options])).status;
    expect(await run('--fail-on', 'error')).toBe(3);
    expect(await run('--fail-on', 'blunder')).toBe(2);
    const good = await place.subfolder('good');
    await copyFile(photograph(1), join(good, 'a.jpg'));
    const { status, stdout } = await runCli(['dataset', 'check', good, '--fail-on', 'note']);
    expect([status, stdout]).toEqual([0, '1 pictures; nothing was found.\n']);
  });

  it('writes a page with the pictures, in which names are text', async () => {
    const html = join(place.folder, 'check.html');
    const { status, stdout } = await runCli(['dataset', 'check', faces, '--html', html]);
    expect(status).toBe(0);
    expect(stdout).toContain('Labels disagree');
    const page = await readFile(html, 'utf8');
    expect(page).toContain('data:image/jpeg;base64,');
    expect(page).toContain('Cannot be read');
    expect(page).toContain('&lt;b&gt;&quot;copy&quot;.jpg');
    expect(page).not.toContain('<b>"copy"');
  });

  it('takes other bounds, and refuses unknown ones', async () => {
    const { stdout } = await runCli(['dataset', 'check', faces, '--json', '--threshold', 'minSize=200']);
    expect(jsonLines(stdout)).toContainEqual(
      expect.objectContaining({ kind: 'tiny', path: 'no-mask/smaller.jpg', threshold: 200 }),
    );
    const { status, stderr } = await runCli(['dataset', 'check', faces, '--threshold', 'size=3']);
    expect(status).toBe(2);
    expect(stderr).toContain('minSize');
  });

  it('asks the networks only when told to', async () => {
    const { status, stdout } = await runCli([
      'dataset',
      'check',
      faces,
      '--json',
      '--faces',
      '--labels',
      '--model',
      place.model,
      '--threshold',
      'minDoubt=0',
      '--threshold',
      'minFaceScore=1.1',
    ]);
    expect(status).toBe(0);
    const kinds = jsonLines(stdout).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'no-face')).toHaveLength(4);
    expect(kinds).toContain('label-doubt');
  });

  it('counts what there is, as tables, JSON and a page', async () => {
    const html = join(place.folder, 'stats.html');
    const { status, stdout } = await runCli(['dataset', 'stats', faces, '--html', html]);
    expect(status).toBe(1); // one picture cannot be read
    expect(stdout).toContain('5 pictures');
    expect(stdout).toMatch(/no-mask\s*│\s*4/);
    expect(await readFile(html, 'utf8')).toContain('<svg');
    const json = await runCli(['dataset', 'stats', faces, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ layout: 'image-folder', pictures: 5, unreadable: 1 });
  });

  it.each(['stats', 'check'])('%s says so when there is no folder or no picture', async (command) => {
    const missing = await runCli(['dataset', command, join(place.folder, 'none')]);
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toContain('FILE_NOT_FOUND');
    const empty = await place.subfolder(`empty-${command}`);
    expect((await runCli(['dataset', command, empty])).stderr).toContain('EMPTY_SPLIT');
  });
});
