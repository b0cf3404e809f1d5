import { assertArgument, type CallOptions } from '@maskpred/core';
import { createDisjointSets, type DisjointSets } from '../split/disjoint-sets.js';
import { createPictureComparer } from './compare-pictures.js';
import { bestOf, type DuplicateGroup, formGroups, type FoundLink } from './duplicate-group.js';
import type { PictureFingerprint } from './fingerprint.js';
import {
  createHashIndex,
  type HashIndex,
  type Hashes,
  MAX_INDEXED_DISTANCE,
  parseHashes,
} from './hash-index.js';
import { nearestVectors } from './nearest-vectors.js';
import type { PictureVectors } from './vectors.js';

/** A picture by what it is compared by. */
export interface FingerprintedPicture {
  /** Unique. */
  readonly id: string;
  readonly fingerprint: PictureFingerprint;
  /** From an embedding; crops are searched for among the pictures that have them. */
  readonly vectors?: PictureVectors;
}

export interface GroupFingerprintsOptions extends CallOptions {
  /** Bits, 0 to 15, in which the perceptual hashes of pictures that are compared may differ. @default 10 */
  readonly maxDistance?: number;
  /** Whether mirror images count as the same. @default true */
  readonly mirrored?: boolean;
  /** Most similar others by vector with which each picture is compared as a crop. @default 5 */
  readonly neighbours?: number;
}

/** Defaults of {@link groupFingerprints} and `groupDuplicates`. */
export const DUPLICATE_DEFAULTS = Object.freeze({
  /** 99.97 % of 13,314 changed pictures are within it, and 269 of 7.2 million pairs of different ones. */
  maxDistance: 10,
  mirrored: true,
  neighbours: 5,
});

/** Pictures that a picture is compared with by their pixels before it is let be: strangers are rarely so many. */
const MAX_COMPARISONS = 50;

/**
 * The groups of pictures that show the same, directly or in a chain. Nothing depends on the order of the pictures.
 * @throws {MaskpredError} INVALID_ARGUMENT for an id that comes twice or a distance that is not 0 to 15; `signal.reason`.
 * @example
 * const groups = await groupFingerprints([
 *   { id: 'a.jpg', fingerprint: fingerprintPicture(photo, sha256) },
 *   { id: 'b.jpg', fingerprint: fingerprintPicture(smallerCopy, otherSha256) },
 * ]);
 * console.log(groups[0].members[1].link.reason); // 'near'
 */
export async function groupFingerprints(
  pictures: readonly FingerprintedPicture[],
  options: GroupFingerprintsOptions = {},
): Promise<DuplicateGroup[]> {
  const { mirrored, maxDistance, neighbours, signal } = { ...DUPLICATE_DEFAULTS, ...options };
  assertArgument(
    Number.isInteger(maxDistance) && maxDistance >= 0 && maxDistance <= MAX_INDEXED_DISTANCE,
    `A distance is a whole number from 0 to ${MAX_INDEXED_DISTANCE}, got ${maxDistance}.`,
  );
  const sorted = [...pictures].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const twice = sorted.find(({ id }, i) => i > 0 && sorted[i - 1]!.id === id);
  assertArgument(!twice, `Each id comes once, got ${twice?.id} twice.`);
  const fingerprints = sorted.map(({ fingerprint }) => fingerprint);
  const sets = createDisjointSets(sorted.length);
  const links: FoundLink[] = [];
  const join = (link: FoundLink | undefined) => {
    if (!link) return;
    sets.union(link.first, link.second);
    links.push(link);
  };

  const firstOf = new Map<string, number>();
  const distinct: number[] = [];
  fingerprints.forEach(({ sha256 }, second) => {
    const first = firstOf.get(sha256);
    if (first !== undefined) return join({ first, second, reason: 'exact', distance: 0, similarity: 1 });
    firstOf.set(sha256, second);
    distinct.push(second);
  });

  const hashes = parseHashes(fingerprints.map(({ hash }) => hash));
  const mirroredHashes = parseHashes(fingerprints.map(({ mirroredHash }) => mirroredHash));
  const comparer = createPictureComparer(fingerprints, hashes, mirroredHashes);
  const comparable = distinct.filter(comparer.hasContent);
  const index = createHashIndex(hashes, maxDistance);
  let compared = 0;
  for (const number of comparable) {
    if (compared++ % PICTURES_A_TURN === 0) await takeTurn(signal);
    const candidates = findCandidates(index, number, hashes, mirrored ? mirroredHashes : undefined);
    let comparisons = 0;
    for (const { other, distance, isMirrored } of candidates) {
      if (sets.find(number) === sets.find(other)) continue;
      if (++comparisons > MAX_COMPARISONS) break;
      join(comparer.compareWhole(number, other, isMirrored, distance));
    }
    index.add(number);
  }

  const leaders = leadersOf(comparable, sets, fingerprints).filter((number) => sorted[number]!.vectors);
  const vectors = leaders.map((number) => sorted[number]!.vectors!);
  for (const pair of await nearestVectors(vectors, neighbours, signal)) {
    const [first, second] = [leaders[pair.first]!, leaders[pair.second]!];
    if (compared++ % PICTURES_A_TURN === 0) await takeTurn(signal);
    if (sets.find(first) !== sets.find(second)) join(comparer.compareParts(first, second, { mirrored }));
  }
  return formGroups(
    sorted.map(({ id }) => id),
    fingerprints,
    links,
  );
}

/** Pictures, about 10 ms of work, after which timers and cancellation get in. */
const PICTURES_A_TURN = 16;

async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

interface Candidate {
  readonly other: number;
  readonly distance: number;
  readonly isMirrored: boolean;
}

/** What the index holds within the distance, the nearest first. */
function findCandidates(
  index: HashIndex,
  number: number,
  hashes: Hashes,
  mirroredHashes: Hashes | undefined,
): Candidate[] {
  const candidates: Candidate[] = [];
  const search = ({ high, low }: Hashes, isMirrored: boolean) =>
    index.search(high[number]!, low[number]!, (other, distance) =>
      candidates.push({ other, distance, isMirrored }),
    );
  search(hashes, false);
  if (mirroredHashes) search(mirroredHashes, true);
  return candidates.sort(
    (a, b) => a.distance - b.distance || Number(a.isMirrored) - Number(b.isMirrored) || a.other - b.other,
  );
}

/** The best picture of each group: crops of one are crops of all. */
function leadersOf(
  numbers: readonly number[],
  sets: DisjointSets,
  fingerprints: readonly PictureFingerprint[],
): number[] {
  const members = new Map<number, number[]>();
  for (const number of numbers) {
    const list = members.get(sets.find(number));
    if (list) list.push(number);
    else members.set(sets.find(number), [number]);
  }
  return [...members.values()].map((list) => bestOf(list, fingerprints));
}
