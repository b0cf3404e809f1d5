import { join } from 'node:path';
import type { DuplicateGroup, DuplicateLink, DuplicateMember } from '@maskpred/dataset';
import { printable } from '../../failure.js';

/** The groups as lines for people: the picture to keep first in each. */
export function formatGroups(groups: readonly DuplicateGroup[]): string {
  const width = Math.max(
    0,
    ...groups.flatMap(({ members }) => members.map(({ id }) => printable(id).length)),
  );
  return groups
    .map(({ members }, index) => {
      const lines = members.map((member) => formatMember(member, width));
      return `${index + 1}: ${members.length} pictures\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

function formatMember({ id, width, height, link }: DuplicateMember, columns: number): string {
  const size = `${width} x ${height}`.padEnd(11);
  return `  ${printable(id).padEnd(columns)}  ${size}  ${link ? describeLink(link) : 'best'}`;
}

/**
 * What ties a picture to its group, for people.
 * @example describeLink({ to: 'a.jpg', reason: 'near', distance: 2, similarity: 0.99 }); // 'near a.jpg (2 bits, 0.99 alike)'
 */
export function describeLink({ to, reason, distance, similarity }: DuplicateLink): string {
  if (reason === 'exact') return `the same file as ${printable(to)}`;
  const kind = { near: 'near', mirrored: 'mirror image of', crop: 'same shot as' }[reason];
  return `${kind} ${printable(to)} (${distance} bits, ${similarity.toFixed(2)} alike)`;
}

/** One line of JSON for a group; `image` and `to` are paths as found. */
export function formatGroupLine({ members }: DuplicateGroup, folder: string): string {
  const pictures = members.map(({ id, width, height, link }) => ({
    image: join(folder, id),
    width,
    height,
    isBest: link === undefined,
    ...(link && { ...link, to: join(folder, link.to), similarity: Number(link.similarity.toFixed(4)) }),
  }));
  return `${JSON.stringify({ pictures })}\n`;
}
