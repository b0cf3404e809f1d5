import fc from 'fast-check';
import sharp from 'sharp';
import { createMaskPredictor } from '@maskpred/predictor';
import { describe, expect, it } from 'vitest';
import { recoverFrom, TROUBLE_MS } from '../examples/webcam/src/inference/recovery.js';
import { createKeptFetch, hashesOf, readOwnModels } from '../examples/webcam/src/inference/own-models.js';
import { createVerifiedFetch } from '../examples/webcam/src/inference/verified-fetch.js';
import { ALERT_PAUSE_MS, alertOn, NO_ALERTS } from '../examples/webcam/src/live/alert.js';
import {
  addToHistory,
  areEqual,
  changesHistory,
  countPeople,
  HISTORY_SECONDS,
  type HistoryEntry,
} from '../examples/webcam/src/live/history.js';
import { addCost, rateOf, WINDOW_MS } from '../examples/webcam/src/live/rate.js';
import { ROUND_SECONDS } from '../examples/webcam/src/sample/cast.js';
import { drawPerson } from '../examples/webcam/src/sample/person.js';
import { drawRoom, SCENE_SIZE, sceneAt } from '../examples/webcam/src/sample/scene.js';
import { DEFAULT_SETTINGS, loadSettings, saveSettings } from '../examples/webcam/src/settings.js';
import { cameraProblemOf, listCameras, openStream } from '../examples/webcam/src/video/camera.js';
import { boxBetween, placeBox, placeInside, sizeWithin } from '../examples/webcam/src/view/geometry.js';
import { snapshotName } from '../examples/webcam/src/view/snapshot-name.js';
import { toneOf } from '../examples/webcam/src/view/tone.js';

describe('the sample video', () => {
  /** The scene as the app draws it, by another renderer of SVG. */
  async function paint(seconds: number): Promise<Buffer> {
    const figures = await Promise.all(
      sceneAt(seconds, false).map(async ({ person, x, y, width, height }) => {
        const [left, top] = [Math.round(x), Math.round(y)];
        const visible = {
          left: Math.max(0, -left),
          top: Math.max(0, -top),
          width: Math.min(Math.round(width), SCENE_SIZE.width - left) - Math.max(0, -left),
          height: Math.min(Math.round(height), SCENE_SIZE.height - top) - Math.max(0, -top),
        };
        const figure = sharp(Buffer.from(drawPerson(person))).resize(Math.round(width), Math.round(height));
        const input = await figure.extract(visible).png().toBuffer();
        return { input, left: Math.max(0, left), top: Math.max(0, top) };
      }),
    );
    return sharp(Buffer.from(drawRoom())).composite(figures).jpeg({ quality: 90 }).toBuffer();
  }

  it('shows faces that are found and labelled as they were drawn, one of them with and without mask', async () => {
    const predictor = await createMaskPredictor();
    for (const [seconds, expected] of [
      [1, ['mask', 'no-mask', 'mask', 'mask']],
      [1 + ROUND_SECONDS / 2, ['no-mask', 'no-mask', 'mask', 'mask']],
    ] as const) {
      const people = await predictor.predict(await paint(seconds));
      const fromLeft = [...people].sort((a, b) => a.face.box.x - b.face.box.x);
      expect(fromLeft.map(({ label }) => label)).toEqual(expected);
    }
    predictor.dispose();
  });

  it('stands still for people who asked for less motion', () => {
    const places = (seconds: number, isStill: boolean) => sceneAt(seconds, isStill).map(({ x, y }) => [x, y]);
    expect(places(3, true)).toEqual(places(0, true));
    expect(places(3, false)).not.toEqual(places(0, false));
  });
});

describe('the history', () => {
  const nobody = { perLabel: [0, 0], deciding: 0 };
  const masked = (count: number) => ({ perLabel: [count, 0], deciding: 0 });

  it('counts the labels of the classifier and those being decided, and nothing else', () => {
    const labels = ['mask', 'no-mask'];
    expect(countPeople([], labels)).toEqual(nobody);
    const people = ['mask', 'no-mask', 'mask', undefined, 'not-face'].map((label) => ({ label }));
    expect(countPeople(people, labels)).toEqual({ perLabel: [2, 1], deciding: 1 });
  });

  it('knows the same counts when it sees them', () => {
    expect(areEqual(nobody, { ...nobody })).toBe(true);
    expect(areEqual(masked(1), { perLabel: [0, 1], deciding: 0 })).toBe(false);
    expect(areEqual(masked(1), { perLabel: [0, 0], deciding: 1 })).toBe(false);
  });

  it('keeps the most of each second, and the last minute', () => {
    let history: readonly HistoryEntry[] = [];
    for (const [at, mask] of [
      [0, 2],
      [400, 1],
      [1200, 3],
    ] as const) {
      history = addToHistory(history, masked(mask), at);
    }
    expect(history.map(({ second, perLabel }) => [second, perLabel[0]])).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(changesHistory(history, masked(3), 1900)).toBe(false);
    expect(changesHistory(history, masked(4), 1900)).toBe(true);
    expect(changesHistory(history, nobody, 2000)).toBe(true);
    for (let second = 2; second < 200; second++) history = addToHistory(history, nobody, second * 1000);
    expect(history).toHaveLength(HISTORY_SECONDS);
    expect(history.at(-1)!.second).toBe(199);
  });

  it('begins anew when the clock goes back', () => {
    const before = addToHistory([], nobody, 90_000);
    expect(addToHistory(before, nobody, 1000).map(({ second }) => second)).toEqual([1]);
  });
});

describe('the rate', () => {
  const cost = (at: number) => ({ at, total: 100, grab: 10, read: 10, detect: 50, classify: 20, other: 1 });

  it('is unknown before the second frame', () => {
    expect(rateOf([])).toBeUndefined();
    expect(rateOf([cost(0)])).toBeUndefined();
  });

  it('averages the last seconds, and what no step accounts for is the rest', () => {
    let costs = [0, 100, 200, 300].reduce<ReturnType<typeof addCost>>(
      (all, at) => addCost(all, cost(at)),
      [],
    );
    const { framesPerSecond, steps, total } = rateOf(costs)!;
    expect(framesPerSecond).toBe(10);
    expect([steps, total]).toEqual([{ grab: 10, read: 10, detect: 50, classify: 20, other: 10 }, 100]);
    costs = addCost(costs, cost(300 + WINDOW_MS));
    expect(costs).toHaveLength(1);
  });
});

describe('the alert', () => {
  const bare = (...ids: number[]) => ids.map((id) => ({ id, label: 'no-mask' }));

  it('is due once for each bare face, and never while somebody is being decided', () => {
    const deciding = alertOn(NO_ALERTS, [{ id: 1, label: undefined }], 0);
    expect(deciding.isDue).toBe(false);
    const first = alertOn(deciding.memory, bare(1), 100);
    expect(first.isDue).toBe(true);
    expect(alertOn(first.memory, bare(1), 10_000).isDue).toBe(false);
  });

  it('waits for the pause, and then comes', () => {
    const { memory } = alertOn(NO_ALERTS, bare(1), 0);
    const early = alertOn(memory, bare(1, 2), ALERT_PAUSE_MS - 1);
    expect(early.isDue).toBe(false);
    expect(alertOn(early.memory, bare(1, 2), ALERT_PAUSE_MS).isDue).toBe(true);
  });

  it('comes again for who has put a mask on and taken it off', () => {
    const one = alertOn(NO_ALERTS, bare(1), 0);
    const covered = alertOn(one.memory, [{ id: 1, label: 'mask' }], 5000);
    expect(alertOn(covered.memory, bare(1), 10_000).isDue).toBe(true);
  });
});

describe('recovery', () => {
  const options = { detector: 'mediapipe-full', engine: 'auto' } as const;

  it('starts the same again, then without a GPU, then gives up', () => {
    expect(recoverFrom([1000], options)).toEqual({ action: 'restart', options, isReduced: false });
    expect(recoverFrom([1000, 2000], options)).toEqual({
      action: 'restart',
      options: { detector: 'ssd-fast', engine: 'wasm' },
      isReduced: true,
    });
    expect(recoverFrom([1000, 2000, 3000], options)).toEqual({ action: 'give-up' });
  });

  it('forgets what failed long ago', () => {
    expect(recoverFrom([1000, 1001 + TROUBLE_MS], options)).toMatchObject({ isReduced: false });
  });

  it('keeps the detector that needs no GPU', () => {
    const fine = { detector: 'ssd-fine', engine: 'webgl' } as const;
    expect(recoverFrom([1, 2], fine)).toMatchObject({ options: { detector: 'ssd-fine', engine: 'wasm' } });
  });
});

describe('fetching the app’s files', () => {
  const root = new URL('https://app.example/masks/');
  const path = 'assets/model.bin';
  const url = new URL(path, root);
  const hash = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81'; // of the bytes 1, 2, 3
  const answering = (bytes: number[], status = 200) =>
    (() => Promise.resolve(new Response(new Uint8Array(bytes), { status }))) as typeof fetch;

  it('gives the bytes that were built', async () => {
    const verified = createVerifiedFetch(answering([1, 2, 3]), { [path]: hash }, root);
    expect([...new Uint8Array(await (await verified(url.href)).arrayBuffer())]).toEqual([1, 2, 3]);
  });

  it('rejects others, and names the file', async () => {
    const verified = createVerifiedFetch(answering([1, 2, 4]), { [path]: hash }, root);
    await expect(verified(url)).rejects.toThrow('assets/model.bin is not the file');
  });

  it('leaves failures and files that are not listed alone', async () => {
    const missing = createVerifiedFetch(answering([], 404), { [path]: hash }, root);
    expect((await missing(url)).status).toBe(404);
    const other = createVerifiedFetch(answering([9]), {}, root);
    expect((await other(url)).ok).toBe(true);
    const same = createVerifiedFetch(answering([9]), { [path]: hash }, root);
    expect((await same(new URL('own/model.bin', root))).ok).toBe(true);
    expect((await same('https://app.example/assets/model.bin')).ok).toBe(true);
  });
});

describe('models of one’s own', () => {
  const root = new URL('https://app.example/');
  const own = { classifier: { name: 'model', files: { 'model.json': 'aa', 'shard.bin': 'bb' } } };

  it('are those that the server announces', async () => {
    const announcing = (response: Response | Error) =>
      ((input: URL) =>
        input.href === 'https://app.example/own/models.json' && response instanceof Response
          ? Promise.resolve(response)
          : Promise.reject(new TypeError('no network'))) as typeof fetch;
    expect(await readOwnModels(announcing(Response.json(own)), root)).toEqual(own);
    expect(await readOwnModels(announcing(Response.json({})), root)).toEqual({});
    expect(await readOwnModels(announcing(new Response('', { status: 404 })), root)).toEqual({});
    expect(await readOwnModels(announcing(new TypeError('no network')), root)).toEqual({});
    await expect(readOwnModels(announcing(new Response('', { status: 500 })), root)).rejects.toThrow('500');
  });

  it('have their hashes by path', () => {
    expect(hashesOf({})).toEqual({});
    expect(hashesOf(own)).toEqual({ 'own/classifier/model.json': 'aa', 'own/classifier/shard.bin': 'bb' });
  });

  it('are asked for where nothing can be kept, as in a private window', async () => {
    const modes: (RequestCache | undefined)[] = [];
    const kept = createKeptFetch(
      ((_, init) => Promise.resolve(new Response(String(modes.push(init?.cache))))) as typeof fetch,
      new URL('own/', root),
    );
    expect((await kept(new URL('own/models.json', root))).ok).toBe(true);
    expect((await kept(new URL('assets/a.bin', root))).ok).toBe(true);
    expect(modes).toEqual(['no-cache', undefined]);
  });
});

describe('the look of a label', () => {
  it('is the usual one for the usual labels, and another for each of four others', () => {
    const labels = ['with_mask', 'mask', 'without_mask', 'no-mask', 'c', 'd', 'e'];
    expect([undefined, ...labels].map((label) => toneOf(label, labels))).toEqual([
      'deciding',
      'other-1',
      'mask',
      'other-2',
      'bare',
      'other-3',
      'other-4',
      'other-1',
    ]);
  });
});

describe('settings', () => {
  const storageOf = (text: string | null) => ({ getItem: () => text, setItem: () => undefined });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['no object', '7'],
    ['values of another version', '{"detector":"haar","minScore":7,"isMirrored":"yes"}'],
  ])('are the defaults when %s was kept', (_, text) => {
    expect(loadSettings(storageOf(text))).toEqual(DEFAULT_SETTINGS);
  });

  it('come back as they were kept', () => {
    let kept: string | null = null;
    const storage = { getItem: () => kept, setItem: (_: string, text: string) => void (kept = text) };
    const settings = { ...DEFAULT_SETTINGS, minScore: 0.7, detector: 'ssd-fine', cameraId: 'abc' } as const;
    saveSettings(settings, storage);
    expect(loadSettings(storage)).toEqual(settings);
  });

  it('do without a storage, and with a full one', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(() => saveSettings(DEFAULT_SETTINGS, full)).not.toThrow();
    expect(() => saveSettings(DEFAULT_SETTINGS, undefined)).not.toThrow();
    expect(loadSettings(undefined)).toEqual(DEFAULT_SETTINGS);
  });
});

describe('the camera', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'absent'],
    ['NotReadableError', 'taken'],
    ['TypeError', 'unknown'],
  ])('%s is told as %s', (name, problem) => {
    expect(cameraProblemOf(Object.assign(new Error('no'), { name }))).toBe(problem);
  });

  it('is another one when the one that was chosen is gone', async () => {
    const asked: MediaStreamConstraints[] = [];
    const stream = {} as MediaStream;
    const devices = {
      enumerateDevices: () => Promise.resolve([]),
      getUserMedia: (constraints: MediaStreamConstraints) => {
        asked.push(constraints);
        const isChosen = JSON.stringify(constraints).includes('deviceId');
        if (isChosen) return Promise.reject(Object.assign(new Error(), { name: 'OverconstrainedError' }));
        return Promise.resolve(stream);
      },
    };
    expect(await openStream(devices, 'gone')).toBe(stream);
    expect(asked).toHaveLength(2);
  });

  it('is not replaced when it is taken', async () => {
    const devices = {
      enumerateDevices: () => Promise.resolve([]),
      getUserMedia: () => Promise.reject(Object.assign(new Error(), { name: 'NotReadableError' })),
    };
    await expect(openStream(devices, 'mine')).rejects.toMatchObject({ name: 'NotReadableError' });
  });

  it('is listed without microphones and without devices that have no name yet', async () => {
    const device = (kind: string, deviceId: string) =>
      ({ kind, deviceId, label: deviceId }) as MediaDeviceInfo;
    const devices = {
      enumerateDevices: () =>
        Promise.resolve([device('audioinput', 'm'), device('videoinput', ''), device('videoinput', 'c')]),
      getUserMedia: () => Promise.reject(new Error()),
    };
    expect(await listCameras(devices)).toEqual([{ id: 'c', name: 'c' }]);
    expect(await listCameras(undefined)).toEqual([]);
  });
});

describe('places on the stage', () => {
  const side = fc.integer({ min: 1, max: 4000 });
  const size = fc.record({ width: side, height: side });

  it('are inside, and as large as fits', () => {
    fc.assert(
      fc.property(size, size, (picture, space) => {
        const { left, top, scale } = placeInside(picture, space);
        expect(left).toBeGreaterThanOrEqual(-1e-9);
        expect(top).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.min(left, top)).toBeLessThan(1e-6);
        expect(picture.width * scale).toBeLessThanOrEqual(space.width + 1e-6);
      }),
    );
  });

  it('are mirrored about the middle', () => {
    const picture = { width: 100, height: 50 };
    const box = { x: 10, y: 5, width: 20, height: 10 };
    const placement = placeInside(picture, { width: 200, height: 200 });
    expect(placeBox(box, picture, placement, false)).toEqual({ x: 20, y: 60, width: 40, height: 20 });
    expect(placeBox(box, picture, placement, true)).toEqual({ x: 140, y: 60, width: 40, height: 20 });
  });

  it('go on beyond the second box, and never turn inside out', () => {
    const from = { x: 0, y: 0, width: 10, height: 10 };
    const to = { x: 10, y: 0, width: 4, height: 10 };
    expect(boxBetween(from, to, 0.5)).toEqual({ x: 5, y: 0, width: 7, height: 10 });
    expect(boxBetween(from, to, 2)).toEqual({ x: 20, y: 0, width: 1, height: 10 });
  });

  it('are shrunk to a longest side, and never enlarged', () => {
    expect(sizeWithin({ width: 4096, height: 2304 }, 1280)).toEqual({ width: 1280, height: 720 });
    expect(sizeWithin({ width: 320, height: 240 }, 1280)).toEqual({ width: 320, height: 240 });
    expect(sizeWithin({ width: 5000, height: 1 }, 1280)).toEqual({ width: 1280, height: 1 });
  });
});

it('names snapshots by the time', () => {
  expect(snapshotName(new Date(2026, 4, 3, 9, 7, 5), 'jpeg')).toBe('maskpred-2026-05-03-090705.jpg');
});
