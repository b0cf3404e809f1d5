import type { PictureFingerprint } from './fingerprint.js';

/** Why two pictures count as one: the same bytes, the same look, the same look in a mirror, or a part of it. */
export type DuplicateReason = 'exact' | 'near' | 'mirrored' | 'crop';

/** Every {@link DuplicateReason}. */
export const DUPLICATE_REASONS: readonly DuplicateReason[] = Object.freeze([
  'exact',
  'near',
  'mirrored',
  'crop',
]);

/** What ties a picture to its group. */
export interface DuplicateLink {
  /** The member that it was found alike to: the best one, or one that is tied to that in turn. */
  readonly to: string;
  readonly reason: DuplicateReason;
  /** Bits in which the perceptual hashes differ, 0 to 64; for `mirrored`, with one of them mirrored. */
  readonly distance: number;
  /** Correlation of the fine structures, up to 1; for `crop`, where the two overlap. */
  readonly similarity: number;
}

/** A picture of a group. */
export interface DuplicateMember {
  readonly id: string;
  /** Pixels, upright. */
  readonly width: number;
  /** Pixels, upright. */
  readonly height: number;
  /** Absent for the best one. */
  readonly link?: DuplicateLink;
}

/** Pictures that show the same. */
export interface DuplicateGroup {
  /** The best one first: the largest, then the sharpest, then the first by id. The others by id. */
  readonly members: readonly DuplicateMember[];
}

/** Two pictures, by number, that were found alike. */
export interface FoundLink extends Omit<DuplicateLink, 'to'> {
  readonly first: number;
  readonly second: number;
}

/**
 * Groups from links that join each group's members as a tree.
 * @param ids - sorted.
 */
export function formGroups(
  ids: readonly string[],
  fingerprints: readonly PictureFingerprint[],
  links: readonly FoundLink[],
): DuplicateGroup[] {
  const linksOf = new Map<number, FoundLink[]>();
  for (const link of links) {
    for (const end of [link.first, link.second]) {
      const list = linksOf.get(end);
      if (list) list.push(link);
      else linksOf.set(end, [link]);
    }
  }
  const groups: DuplicateGroup[] = [];
  const isDone = new Set<number>();
  for (const start of [...linksOf.keys()].sort((a, b) => a - b)) {
    if (isDone.has(start)) continue;
    const numbers = [...walk(start, linksOf).keys()];
    const best = bestOf(numbers, fingerprints);
    const members = [...walk(best, linksOf)].map(([number, link]): DuplicateMember => {
      const { width, height } = fingerprints[number]!;
      isDone.add(number);
      if (!link) return { id: ids[number]!, width, height };
      const { first, second, reason, distance, similarity } = link;
      const to = ids[first === number ? second : first]!;
      return { id: ids[number]!, width, height, link: { to, reason, distance, similarity } };
    });
    const [kept, ...others] = members;
    groups.push({ members: [kept!, ...others.sort((a, b) => (a.id < b.id ? -1 : 1))] });
  }
  return groups.sort((a, b) => (a.members[0]!.id < b.members[0]!.id ? -1 : 1));
}

/** Everything that is tied to a picture, with the link over which it was reached. */
function walk(
  start: number,
  linksOf: ReadonlyMap<number, readonly FoundLink[]>,
): Map<number, FoundLink | undefined> {
  const reached = new Map<number, FoundLink | undefined>([[start, undefined]]);
  for (const number of reached.keys()) {
    for (const link of linksOf.get(number) ?? []) {
      const other = link.first === number ? link.second : link.first;
      if (!reached.has(other)) reached.set(other, link);
    }
  }
  return reached;
}

/** The number of the picture to keep. */
export function bestOf(numbers: readonly number[], fingerprints: readonly PictureFingerprint[]): number {
  return numbers.reduce((best, number) => {
    const [a, b] = [fingerprints[best]!, fingerprints[number]!];
    const difference = b.width * b.height - a.width * a.height || b.sharpness - a.sharpness || best - number;
    return difference > 0 ? number : best;
  });
}
