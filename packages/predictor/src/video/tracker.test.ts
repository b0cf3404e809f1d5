import { createRandom, type FaceDetection } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { noTracks, type TrackSet, updateTracks } from './tracker.js';

const OPTIONS = { startScore: 0.5, maxMissedMs: 700 };
const face = (x: number, y = 0, score = 0.9, side = 20): FaceDetection => ({
  box: { x, y, width: side, height: side },
  score,
});
const ids = ({ tracks }: TrackSet) => tracks.map(({ id }) => id);

/** The tracks after one look each 100 ms. */
const run = (looks: readonly (readonly FaceDetection[])[], set: TrackSet = noTracks()) =>
  looks.reduce((tracks, faces, i) => updateTracks(tracks, faces, 100 * i, OPTIONS), set);

describe('updateTracks', () => {
  it('follows nobody where there is nobody', () => {
    expect(run([[], []])).toEqual({ tracks: [], nextId: 1 });
  });

  it('keeps an id while a face moves, and counts its looks', () => {
    const set = run(Array.from({ length: 10 }, (_, i) => [face(10 * i)]));
    expect(ids(set)).toEqual([1]);
    expect(set.tracks[0]).toMatchObject({ hits: 10, firstSeenMs: 0, lastSeenMs: 900 });
  });

  it('gives each face its own id, and no id twice', () => {
    const set = run([[face(0), face(200)], [face(0), face(200), face(400)], [face(200)]]);
    expect(ids(set)).toEqual([1, 2, 3]);
    expect(set.nextId).toBe(4);
  });

  it('keeps a face that is missed for a while and gives it up afterwards', () => {
    const seen = Array.from({ length: 5 }, () => [face(50)]);
    const missed = Array.from({ length: 6 }, () => []);
    expect(ids(run([...seen, ...missed, [face(50)]]))).toEqual([1]);
    expect(ids(run([...seen, ...missed, [], [], [face(50)]]))).toEqual([2]);
  });

  it('continues a track by an unsure face, and begins none by it', () => {
    expect(ids(run([[face(0, 0, 0.3)]]))).toEqual([]);
    const set = run([[face(0)], [face(1, 0, 0.3)]]);
    expect(set.tracks[0]!.hits).toBe(2);
  });

  it('lets a sure face have its track before an unsure one that is nearer', () => {
    const set = run([[face(0)], [face(0, 0, 0.3), face(4, 0, 0.9)]]);
    expect(ids(set)).toEqual([1]);
    expect(set.tracks[0]!.face.score).toBe(0.9);
  });

  it('keeps apart two faces that pass each other', () => {
    const looks = Array.from({ length: 21 }, (_, i) => [face(10 * i, 0), face(200 - 10 * i, 12)]);
    const set = run(looks);
    expect(ids(set)).toEqual([1, 2]);
    expect(set.tracks[0]!.face.box.x).toBe(200);
    expect(set.tracks[1]!.face.box.x).toBe(0);
  });

  it('keeps most identities with noise, misses and false faces', () => {
    const random = createRandom(4);
    let set: TrackSet = noTracks();
    let switches = 0;
    let last: number | undefined;
    for (let i = 0; i < 300; i++) {
      const x = 300 + 250 * Math.sin(i / 20);
      const faces = random.next() < 0.1 ? [] : [face(x + random.between(-2, 2), random.between(-2, 2))];
      if (random.next() < 0.1) faces.push(face(random.between(0, 600), 300, 0.6));
      set = updateTracks(set, faces, 100 * i, OPTIONS);
      const track = set.tracks.find(({ face: { box } }) => box.y < 100);
      if (track && last !== undefined && track.id !== last) switches++;
      last = track?.id ?? last;
    }
    expect(switches).toBe(0);
  });

  it('changes neither the set nor the faces that it was given', () => {
    const before = run([[face(0)]]);
    const copy = structuredClone(before);
    updateTracks(before, [face(2)], 100, OPTIONS);
    expect(before).toEqual(copy);
  });
});
