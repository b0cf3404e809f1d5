import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  writeBrokenPictures,
  writeOrientations,
  writeUnusualPictures,
} from './__fixtures__/hostile-pictures.js';
import { photograph } from './__fixtures__/photographs.js';
import { jsonLines, runCli } from './__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from './__fixtures__/workplace.js';

let workplace: Workplace;
let folder: string;
let model: string;
let photo: string;

beforeAll(async () => {
  workplace = await createWorkplace();
  ({ folder, model, photo } = workplace);
}, SLOW);

afterAll(() => workplace.remove());

interface Face {
  readonly box: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;
  readonly score: number;
  readonly label: string;
  readonly labelScore: number;
  readonly scores: Readonly<Record<string, number>>;
}

const facesOf = (line: Record<string, unknown> | undefined) => line!['faces'] as Face[];

describe('predict', () => {
  it(
    'answers in lines of JSON with nothing else on either stream',
    async () => {
      const { status, stdout, stderr } = await runCli(['predict', 'photo.jpg', '--json', '--model', model], {
        cwd: folder,
      });
      expect([status, stderr]).toEqual([0, '']);
      const [line] = jsonLines(stdout);
      expect(Object.keys(line)).toEqual(['image', 'width', 'height', 'faces']);
      expect(line).toMatchObject({ image: 'photo.jpg', width: 640, height: 427 });
      expect(facesOf(line)).toHaveLength(3);
      for (const { box, score, label, labelScore, scores } of facesOf(line)) {
        expect(
          Object.values(box).every((value) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-6),
        ).toBe(true);
        expect(score).toBeGreaterThan(0.5);
        expect(labelScore).toBe(scores[label]);
        expect(Math.max(...Object.values(scores))).toBe(labelScore);
        expect(Object.values(scores).reduce((sum, value) => sum + value)).toBeCloseTo(1, 4);
      }
    },
    SLOW,
  );

  it(
    'answers the other pictures when some are broken, in the order of the input, and ends with 1',
    async () => {
      const place = await workplace.subfolder('broken');
      const broken = await writeBrokenPictures(place, photo);
      await mkdir(join(place, 'empty-folder'));
      const names = [...broken.map(({ name }) => name), 'missing.jpg', 'empty-folder'];
      const codes = [...broken.map(({ code }) => code), 'FILE_NOT_FOUND', 'FILE_NOT_FOUND'];
      const args = ['predict', '--json', '--model', model, ...names, photo];
      const { status, stdout, stderr } = await runCli(args, { cwd: place });
      const lines = jsonLines(stdout);
      expect([status, stderr]).toEqual([1, '']);
      expect(lines.map(({ image }) => image)).toEqual([...names, photo]);
      expect(lines.slice(0, -1).map(({ error }) => (error as { code: string }).code)).toEqual(codes);
      expect(facesOf(lines.at(-1))).toHaveLength(3);
      for (const { image, error } of lines.slice(0, -1)) {
        expect((error as { message: string }).message).toContain(image);
      }
      const text = await runCli(['predict', '--model', model, 'missing.jpg', photo], { cwd: place });
      expect(text.status).toBe(1);
      expect(text.stderr).toMatch(/^maskpred: missing\.jpg: .*\(FILE_NOT_FOUND\)\n$/);
      expect(text.stdout).toContain('3 faces');
    },
    SLOW,
  );

  it(
    'reads every lawful kind of picture in a folder, and writes annotated copies of the same size',
    async () => {
      const place = await workplace.subfolder('unusual');
      const names = await writeUnusualPictures(place, photo);
      await writeFile(join(place, 'notes.txt'), 'not looked at');
      const before = await Promise.all(names.map((name) => readFile(join(place, name))));
      const args = ['predict', 'unusual', '--json', '--out', 'marked', '--model', model];
      const { status, stdout, stderr } = await runCli(args, { cwd: folder });
      const lines = jsonLines(stdout);
      expect([status, stderr]).toEqual([0, '']);
      expect(lines.map(({ image }) => image)).toEqual(names.map((name) => join('unusual', name)));
      const counts = Object.fromEntries(
        lines.map((line) => [line['image'] as string, facesOf(line).length] as const),
      );
      expect(counts[join('unusual', 'one-pixel.png')]).toBe(0);
      expect(Object.values(counts).filter((count) => count === 3)).toHaveLength(names.length - 1);
      for (const { image, width, height } of lines) {
        const name = (image as string).replace(/^unusual./, '');
        const copy = await sharp(
          join(folder, 'marked', name.endsWith('.gif') ? `${name}.png` : name),
        ).metadata();
        expect([copy.width, copy.height]).toEqual([width, height]);
        expect(copy.format).toBe(name.endsWith('.jpg') ? 'jpeg' : 'png');
      }
      expect(await Promise.all(names.map((name) => readFile(join(place, name))))).toEqual(before);
    },
    SLOW,
  );

  it(
    'gives equal boxes in all eight EXIF orientations',
    async () => {
      const paths = await writeOrientations(await workplace.subfolder('orientations'), photo);
      const { stdout } = await runCli(['predict', '--json', '--model', model, ...paths]);
      const [first, ...others] = jsonLines(stdout);
      expect(facesOf(first)).toHaveLength(3);
      expect(others).toHaveLength(7);
      for (const line of others) expect({ ...line, image: first['image'] }).toEqual(first);
    },
    SLOW,
  );

  it(
    'answers the same with two threads, and keeps folders apart in --out',
    async () => {
      const place = await workplace.subfolder('threads');
      for (const name of ['a', 'b', 'c']) {
        await mkdir(join(place, name));
        await copyFile(photograph(name === 'a' ? 1 : 2), join(place, name, 'x.jpg'));
      }
      const args = ['predict', 'a', 'b', 'c/x.jpg', '--json', '--model', model];
      const one = await runCli(args, { cwd: place });
      const two = await runCli([...args, '--concurrency', '2', '--out', 'marked'], { cwd: place });
      expect(one.status).toBe(0);
      expect(two).toEqual(one);
      for (const name of ['a', 'b', 'c']) {
        expect((await stat(join(place, 'marked', name, 'x.jpg'))).size).toBeGreaterThan(10_000);
      }
      expect(await readdir(join(place, 'marked', 'a'))).toEqual(['x.jpg']); // no temporary file is left
    },
    SLOW,
  );

  it('refuses to write over an input, also through a link', async () => {
    const place = await workplace.subfolder('overwrite');
    await copyFile(photo, join(place, 'x.jpg'));
    await symlink(place, join(folder, 'link'), 'dir');
    for (const out of ['overwrite', 'link']) {
      const args = ['predict', 'overwrite/x.jpg', '--out', out, '--model', model];
      const { status, stderr } = await runCli(args, { cwd: folder });
      expect(status).toBe(2);
      expect(stderr).toContain('written over the input');
    }
    expect(await readFile(join(place, 'x.jpg'))).toEqual(await readFile(photo));
  });

  it(
    'still answers when copies cannot be written, and ends with 1',
    async () => {
      const place = await workplace.subfolder('unwritable');
      await writeFile(join(place, 'file'), 'in the way');
      const args = ['predict', photo, '--json', '--out', join(place, 'file'), '--model', model];
      const { status, stdout, stderr } = await runCli(args);
      expect(status).toBe(1);
      expect(facesOf(jsonLines(stdout)[0])).toHaveLength(3);
      expect(stderr).toContain('WRITE_FAILED');
    },
    SLOW,
  );

  it(
    'goes on with a file of results whose last line was cut',
    async () => {
      const place = await workplace.subfolder('resume');
      for (const name of ['a.jpg', 'b.jpg']) await copyFile(photo, join(place, name));
      const args = [
        'predict',
        'a.jpg',
        'b.jpg',
        'missing.jpg',
        '--json',
        '--model',
        model,
        '--resume',
        'r.jsonl',
      ];
      const first = await runCli(args, { cwd: place });
      const whole = await readFile(join(place, 'r.jsonl'), 'utf8');
      expect(first.stdout.startsWith(whole)).toBe(true);
      expect(jsonLines(whole).map(({ image }) => image)).toEqual(['a.jpg', 'b.jpg']);
      await writeFile(join(place, 'r.jsonl'), whole.slice(0, -20));
      const second = await runCli(args, { cwd: place });
      expect(second.status).toBe(1);
      expect(jsonLines(second.stdout).map(({ image }) => image)).toEqual(['b.jpg', 'missing.jpg']);
      expect(await readFile(join(place, 'r.jsonl'), 'utf8')).toBe(whole);
    },
    SLOW,
  );

  it.each([1, 2])(
    'goes on after it was killed, with %i threads: every picture is answered once',
    async (threads) => {
      // The server keeps one picture back, so that the first run cannot end by itself.
      let keepsBack = '/9';
      const bytes = await readFile(photo);
      const server = createServer((request, response) => {
        if (request.url !== keepsBack) response.end(bytes);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const urls = Array.from({ length: 12 }, (_, i) => `${origin}/${i}`);
      const results = join(folder, `killed-${threads}.jsonl`);
      const args = ['predict', ...urls, '--json', '--model', model, '--resume', results];
      args.push('--concurrency', String(threads), '--input-size', '256');
      const first = await runCli(args, { interruptAfterLines: 1, signal: 'SIGKILL' });
      expect(first.status).toBeNull();
      keepsBack = '';
      const second = await runCli(args);
      server.close();
      const done = jsonLines(await readFile(results, 'utf8'));
      expect(second.status).toBe(0);
      expect(done.map(({ image }) => image)).toEqual(urls);
      // Nothing that was printed is done again.
      expect(jsonLines(second.stdout)).toEqual(done.slice(-jsonLines(second.stdout).length));
      expect(jsonLines(second.stdout).length).toBeLessThan(urls.length);
    },
    SLOW,
  );

  it('does not add to a file that holds something else', async () => {
    const path = join(folder, 'diary.txt');
    await writeFile(path, 'Dear diary');
    const { status } = await runCli(['predict', photo, '--resume', path, '--model', model]);
    expect(status).toBe(2);
    expect(await readFile(path, 'utf8')).toBe('Dear diary');
  });

  it(
    'fetches http URLs, and says what the server answered',
    async () => {
      const bytes = await readFile(photo);
      const server = createServer((request, response) => {
        if (request.url === '/photo') response.end(bytes);
        else response.writeHead(404).end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const args = ['predict', `${origin}/photo`, `${origin}/gone`, '--json', '--model', model];
      const { status, stdout } = await runCli([...args, '--out', join(folder, 'web')]);
      server.close();
      const [found, gone] = jsonLines(stdout);
      expect(status).toBe(1);
      expect(facesOf(found)).toHaveLength(3);
      expect(gone['error']).toMatchObject({ message: expect.stringContaining('404') });
      expect(await readdir(join(folder, 'web', '127.0.0.1'))).toEqual(['photo.png']);
    },
    SLOW,
  );

  it(
    'stops between pictures at Ctrl-C with whole lines and whole copies',
    async () => {
      const place = await workplace.subfolder('interrupt');
      for (let i = 100; i < 200; i++) await copyFile(photo, join(place, `${i}.jpg`));
      const args = ['predict', '.', '--json', '--out', 'marked', '--model', model];
      const { status, stdout, stderr } = await runCli(args, { cwd: place, interruptAfterLines: 2 });
      expect([status, stderr]).toEqual([130, '']);
      const done = jsonLines(stdout).length;
      expect(done).toBeGreaterThanOrEqual(2);
      expect(done).toBeLessThan(100);
      for (const name of await readdir(join(place, 'marked'))) {
        expect(name).toMatch(/^\d+\.jpg$/);
        await sharp(join(place, 'marked', name)).stats();
      }
    },
    SLOW,
  );
});
