import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatVoc } from '../../formats/voc.js';
import { createWorkplace, pictureOf, SIZE, type Workplace, writePictures } from '../__fixtures__/scenes.js';
import { openLabelProject } from './open-label-project.js';

const NAMES = ['a', 'b', 'c', 'd'];

/** Labels a folder without end, with the built package, and says what was answered as saved: one line a batch of ids. */
const LABELLER = `
import { writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { openLabelProject } from '@maskpred/dataset/label';
process.on('SIGXFSZ', () => undefined); // the limit of the test sends it beside the error; a full disk does not
const project = await openLabelProject({ folder: process.argv[1] });
await project.surveyed();
const { items } = project.listPictures({ filter: 'all', offset: 0, limit: 10 });
const revisions = new Map(items.map(({ id, revision }) => [id, revision]));
for (let round = 0; ; round++) {
  const commands = [];
  for (let i = 0; i <= round % 4; i++) {
    const picture = items[(round + i) % items.length].id;
    const id = randomUUID();
    const box = { id: id.slice(0, 8), box: { x: round % 40, y: i, width: 9, height: 11 }, label: 'mask' };
    const change = { boxes: [{ at: 0, before: null, after: box }] };
    commands.push({ type: 'decide', id, picture, revision: revisions.get(picture), kind: 'draw', change });
    revisions.set(picture, id);
  }
  if (round % 5 === 4) commands.push({ type: 'undo', id: randomUUID() });
  try {
    const { results } = await project.run({ client: 'child', commands });
    if (results.some(({ status }) => status !== 'saved')) throw new Error(JSON.stringify(results));
    for (const { pictures } of results) for (const { summary } of pictures) revisions.set(summary.id, summary.revision);
    writeSync(1, commands.map(({ id }) => id).join(' ') + '\\n');
  } catch (error) {
    writeSync(1, 'failed ' + error.code + '\\n');
    process.exit(7);
  }
}`;
const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));

let place: Workplace;
beforeEach(async () => {
  place = await createWorkplace();
});
afterEach(() => place.remove());

interface Labeller {
  readonly child: ChildProcess;
  readonly lines: () => string[];
  readonly errors: () => string;
}

function startLabeller(folder: string, blocks?: number): Labeller {
  const args = ['--input-type=module', '-e', LABELLER, folder];
  const limited = ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, ...args];
  const child = blocks
    ? spawn('bash', limited, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn(process.execPath, args, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  return { child, lines: () => out.split('\n').slice(0, -1), errors: () => err };
}

/** Lets it save a little, and kills it at any moment after that. */
async function killLater({ child, lines, errors }: Labeller): Promise<string[]> {
  const closed = once(child, 'close');
  while (lines().length < 2) {
    if (child.exitCode !== null) throw new Error(`The labeller ended: ${errors()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
  child.kill('SIGKILL');
  await closed;
  return lines().flatMap((line) => line.split(' '));
}

async function idsIn(folder: string): Promise<Set<string>> {
  const text = await readFile(`${folder}/.maskpred/labels.jsonl`, 'utf8');
  const entries = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id?: string });
  return new Set(entries.flatMap(({ id }) => id ?? []));
}

/** Opens what was left behind; the files are what the journal says once it is closed. */
async function checkFolder(folder: string, saved: readonly string[]): Promise<void> {
  const project = await openLabelProject({ folder });
  const ids = await idsIn(folder);
  expect(saved.filter((id) => !ids.has(id))).toEqual([]);
  expect(project.progress().conflicts).toEqual([]);
  const pictures = await Promise.all(NAMES.map((name) => pictureOf(project, `${name}.jpg`)));
  await project.close();
  for (const [index, { state }] of pictures.entries()) {
    const id = NAMES[index]!;
    const annotations = state.boxes.map(({ box, label }) => ({ box, label }));
    const expected =
      annotations.length > 0 ? formatVoc({ id, fileName: `${id}.jpg`, ...SIZE, annotations }) : undefined;
    const actual = await readFile(`${folder}/annotations/${id}.xml`, 'utf8').catch(() => undefined);
    expect(actual).toBe(expected);
  }
}

describe('what was answered as saved', () => {
  it('outlives kill -9 at any moment, twenty times', { timeout: 900_000 }, async () => {
    const folders = Array.from({ length: 5 }, (_, index) => place.path(`folder-${index}`));
    await Promise.all(
      folders.map((folder) =>
        writePictures(
          folder,
          NAMES.map((name) => `${name}.jpg`),
        ),
      ),
    );
    const saved = folders.map((): string[] => []);
    for (let round = 0; round < 4; round++) {
      const killed = await Promise.all(folders.map((folder) => killLater(startLabeller(folder))));
      killed.forEach((ids, index) => saved[index]!.push(...ids));
    }
    await Promise.all(folders.map((folder, index) => checkFolder(folder, saved[index]!)));
  });

  it.skipIf(process.platform === 'win32')(
    'outlives a disk that takes no more, which is said at once',
    { timeout: 300_000 },
    async () => {
      await writePictures(
        place.folder,
        NAMES.map((name) => `${name}.jpg`),
      );
      const labeller = startLabeller(place.folder, 16); // as many KiB a file
      const [status] = (await once(labeller.child, 'close')) as [number];
      expect([status, labeller.lines().at(-1)], labeller.errors()).toEqual([7, 'failed WRITE_FAILED']);
      const saved = labeller
        .lines()
        .slice(0, -1)
        .flatMap((line) => line.split(' '));
      expect(saved.length).toBeGreaterThan(10);
      await checkFolder(place.folder, saved);
    },
  );
});
