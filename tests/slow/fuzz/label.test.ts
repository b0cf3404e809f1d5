import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe } from 'vitest';
import { writePictures } from '../../../packages/dataset/src/label/__fixtures__/scenes.js';
import { parseEntry, parseHeader } from '../../../packages/dataset/src/label/journal/entry.js';
import type { LabelProject } from '../../../packages/dataset/src/label/project/label-project.js';
import { openLabelProject } from '../../../packages/dataset/src/label/project/open-label-project.js';
import { createReplay, replayEntry } from '../../../packages/dataset/src/label/project/replay.js';
import { createRoutes } from '../../../packages/dataset/src/label/server/routes.js';
import { fuzz } from './fuzz.js';
import { nearText } from './mutate-bytes.js';
import { nearJson } from './mutate-json.js';

const box = (id: string) => ({ id, box: { x: 4, y: 6, width: 10, height: 12 }, label: 'mask' });
const draw = { boxes: [{ at: 0, before: null, after: box('b') }] };

describe('the labelling server', () => {
  const ORIGIN = 'http://127.0.0.1:4820';
  let folder: string;
  let project: LabelProject;
  let routes: ReturnType<typeof createRoutes>;
  let picture: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maskpred-fuzz-label-'));
    await writePictures(folder, ['images/a.jpg', 'images/b.jpg']);
    await writeFile(join(folder, 'index.html'), '');
    project = await openLabelProject({ folder });
    await project.surveyed();
    picture = project.listPictures({ filter: 'all', offset: 0, limit: 10 }).items[0]!.id;
    const server = { port: 4820, hosts: ['127.0.0.1:4820'], isMeant: () => true };
    routes = createRoutes({ project, page: folder, server, token: 'token' });
  });
  afterAll(async () => {
    await project.close();
    await rm(folder, { recursive: true });
  });

  const revision = 'r';
  const body = (...commands: object[]) => ({ client: 'tab', commands });
  const decide = { type: 'decide', id: 'c1', picture: 'PICTURE', revision, kind: 'draw', change: draw };
  const bodies = [
    body(decide),
    body({ ...decide, id: 'c2', kind: 'verify', change: { verified: { before: null, after: true } } }),
    body({ type: 'undo', id: 'u1' }, { type: 'redo', id: 'u2', of: 'c1' }),
    { client: 'tab', file: 'annotations/a.xml', keep: 'mine' },
  ];
  const posts = fc.record({
    path: fc.constantFrom('/api/commands', '/api/commands', '/api/commands', '/api/conflicts'),
    body: fc.oneof(nearJson(bodies), nearText(bodies.map((one) => JSON.stringify(one)))),
  });
  const gets = fc.record({
    path: fc
      .oneof(
        fc
          .tuple(
            fc.constantFrom('/api/pictures', '/api/faces'),
            nearText(['filter=all&offset=0&limit=10&search=a', 'order=name&offset=0&limit=1']),
          )
          .map(([path, query]) => `${path}?${query}`),
        nearText([
          '/api/pictures/PICTURE/image?size=1024',
          '/api/pictures/PICTURE/crops/whole?size=160',
          '/index.html',
        ]),
      )
      .filter((path) => path.startsWith('/')),
    body: fc.constant(undefined),
  });
  fuzz('label-requests', fc.oneof(posts, gets), async ({ path, body: content }) => {
    const isPost = content !== undefined;
    const url = new URL(`${ORIGIN}/`);
    const [name, query = ''] = path.replaceAll('PICTURE', picture).split('?', 2);
    url.pathname = name!;
    url.search = query;
    const response = await routes.request(url, {
      method: isPost ? 'POST' : 'GET',
      headers: {
        host: '127.0.0.1:4820',
        cookie: 'maskpred-label-4820=token',
        ...(isPost ? { origin: ORIGIN, 'content-type': 'application/json' } : {}),
      },
      ...(isPost ? { body: content.replaceAll('PICTURE', picture) } : {}),
    });
    const text = await response.text();
    if (response.status >= 500) throw new Error(`${response.status}: ${text}`);
    // 409: what was asked for is understood, and made for another state
    if (response.status >= 400 && response.status !== 409)
      throw new MaskpredError('INVALID_ARGUMENT', `${response.status}: ${text}`);
  });
});

describe('the journal of labels', () => {
  const state = { boxes: [], label: null, verified: null };
  const entry = (t: string, seq: number, more: object) => ({
    t,
    seq,
    time: '2026-01-01T00:00:00.000Z',
    id: `c${seq}`,
    ...more,
  });
  const entries = [
    { t: 'header', format: 'maskpred-labels', version: 1, id: 'one' },
    { t: 'formats', formats: ['voc'] },
    {
      t: 'base',
      picture: 'p',
      name: 'images/a.jpg',
      width: 64,
      height: 48,
      state,
      file: 'annotations/a.xml',
      hash: null,
    },
    entry('propose', 1, {
      picture: 'p',
      change: { boxes: [{ at: 0, before: null, after: { ...box('p0'), score: 0.5 } }] },
    }),
    entry('decide', 2, { picture: 'p', kind: 'draw', change: draw, group: 'g' }),
    { t: 'file', file: 'annotations/a.xml', hash: 'a1', seq: 2 },
    entry('undo', 3, {
      of: 'c2',
      changes: [{ picture: 'p', change: { boxes: [{ at: 0, before: box('b'), after: null }] } }],
    }),
    entry('external', 4, { picture: 'p', change: { verified: { before: null, after: true } } }),
    { t: 'move', picture: 'p', from: 'mask/a.jpg', to: 'no-mask/a.jpg' },
  ];
  const texts = entries.map((one) => JSON.stringify(one));
  const line = (i: number) =>
    fc.oneof(
      { arbitrary: fc.constant(texts[i]!), weight: 12 },
      { arbitrary: nearJson([entries[i]!]), weight: 1 },
      { arbitrary: fc.constantFrom(...texts), weight: 1 },
    );
  fuzz(
    'label-journal',
    fc.oneof(
      fc.tuple(...texts.map((_, i) => line(i))),
      nearText([texts.join('\n')]).map((text) => text.split('\n')),
    ),
    ([first, ...rest]) => {
      parseHeader(first!, 'labels.jsonl');
      const replay = createReplay();
      rest.forEach((text, i) =>
        replayEntry(replay, parseEntry(text, 'labels.jsonl', i + 2), { start: i, length: text.length }),
      );
      for (const { base } of replay.pictures.values())
        if (base.name.split('/').includes('..')) throw new Error(`${base.name} leads out of the folder.`);
    },
  );
});
