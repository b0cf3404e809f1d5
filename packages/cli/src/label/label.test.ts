import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LABEL_MODES, SCENE_FORMATS } from '@maskpred/dataset/label';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, runCli } from '../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../__fixtures__/workplace.js';
import { LABEL_FORMAT_CHOICES, LABEL_MODE_CHOICES, parseKeys, parseLabelList } from './label-lists.js';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
}, SLOW);
afterAll(() => place.remove());

describe('options', () => {
  it('have the choices of the package', () => {
    expect(LABEL_MODE_CHOICES).toEqual(LABEL_MODES);
    expect(LABEL_FORMAT_CHOICES).toEqual(SCENE_FORMATS);
  });

  it('are lists of labels, and keys of labels', () => {
    expect(parseLabelList(' mask, no-mask ')).toEqual(['mask', 'no-mask']);
    expect(parseKeys('1=mask, 0 = not-face')).toEqual({ '0': 'not-face', '1': 'mask' });
    for (const text of ['', 'a,', 'a,a']) expect(() => parseLabelList(text)).toThrow('labels, each once');
    for (const text of ['', 'a=mask', '1', '1=', '1=a,1=b', '12=a']) {
      expect(() => parseKeys(text)).toThrow('digits with labels');
    }
  });
});

/** Runs the command until it has printed its address, then does something with it, then presses Ctrl-C. */
async function whileRunning(args: readonly string[], work: (url: string) => Promise<void>) {
  const child = spawn(process.execPath, [BIN, 'label', ...args], {
    env: { ...process.env, NO_COLOR: '1', MASKPRED_ENGINE: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve();
    });
    child.once('close', () => reject(new Error(stderr)));
  });
  try {
    await work(stdout.trim());
  } finally {
    child.kill('SIGINT');
  }
  const [status] = await closed;
  return { status, stdout, stderr };
}

/** What the page does, as far as this needs it. */
async function enter(url: string) {
  const { origin } = new URL(url);
  const { headers } = await fetch(url, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')!.split(';')[0]!;
  return {
    get: async (path: string) =>
      (await fetch(origin + path, { headers: { cookie } })).json() as Promise<unknown>,
    send: async (command: object) => {
      const answer = await fetch(`${origin}/api/commands`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ client: 'test', commands: [command] }),
      });
      return answer.status;
    },
  };
}

interface Detail {
  readonly id: string;
  readonly revision: string;
  readonly proposals: string;
  readonly guesses: Readonly<Record<string, { readonly label: string }>>;
  readonly state: {
    readonly boxes: readonly { readonly id: string; readonly label: string; readonly score?: number }[];
  };
}

describe('maskpred label', () => {
  it(
    'proposes faces, guesses at them, saves what is decided, and writes everything on Ctrl-C',
    async () => {
      const folder = await place.subfolder('scenes');
      await copyFile(place.photo, join(folder, 'party.jpg'));
      const { status, stdout, stderr } = await whileRunning(
        [folder, '--port', '0', '--model', place.model, '--engine', 'wasm'],
        async (url) => {
          const { get, send } = await enter(url);
          const { items } = (await get('/api/pictures')) as { items: { id: string }[] };
          const look = () => get(`/api/pictures/${items[0]!.id}`) as Promise<Detail>;
          await expect
            .poll(async () => Object.keys((await look()).guesses).length, { timeout: SLOW })
            .toBe(3);
          const { id, revision, state } = await look();
          const [before] = state.boxes;
          const { score: _score, ...after } = { ...before!, label: 'mask' };
          const change = { boxes: [{ at: 0, before, after }] };
          expect(
            await send({ type: 'decide', id: 'd1', picture: id, revision, kind: 'accept', change }),
          ).toBe(200);
        },
      );
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}\n$/),
      ]);
      expect(stderr).toContain('scenes: 1 pictures');
      const xml = await readFile(join(folder, 'annotations', 'party.xml'), 'utf8');
      expect(xml.match(/<name>(.*?)<\/name>/g)).toEqual([
        '<name>mask</name>',
        '<name>face</name>',
        '<name>face</name>',
      ]);
      expect(xml.match(/<score>/g)).toHaveLength(2);
      expect(stderr + xml).not.toContain('token=');
    },
    SLOW * 2,
  );

  it(
    'refuses what it cannot open, and ends with the status that says so',
    async () => {
      const empty = await place.subfolder('empty');
      expect(await runCli(['label', empty])).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('EMPTY_SPLIT') as string,
      });
      const faces = await place.subfolder('faces');
      for (const label of ['mask', 'no-mask']) {
        await mkdir(join(faces, label));
        await copyFile(place.photo, join(faces, label, 'a.jpg'));
      }
      expect(await runCli(['label', faces, '--format', 'voc', '--port', '0'])).toMatchObject({ status: 2 });
      expect(await runCli(['label', faces, '--open', 'nobody.jpg', '--port', '0'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('nobody.jpg') as string,
      });
      expect(await runCli(['label', faces, '--keys', 'x=mask'])).toMatchObject({ status: 2 });
    },
    SLOW,
  );
});
