import { join } from 'node:path';
import type { DuplicateGroup } from '@maskpred/dataset';
import { type ContactSheetGroup, formatContactSheet } from '@maskpred/report';
import { thumbnailOf } from '../thumbnail.js';
import { describeLink } from './format-groups.js';

/** Pixels: enough to see that two are the same, and about 5 KB each. */
const THUMBNAIL_SIZE = 160;

/** A page that stands alone, with every group side by side. */
export async function formatGroupsPage(
  groups: readonly DuplicateGroup[],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const sections: ContactSheetGroup[] = [];
  for (const [index, { members }] of groups.entries()) {
    signal.throwIfAborted();
    const pictures = await Promise.all(
      members.map(async ({ id, width, height, link }) => {
        const src = await thumbnailOf(join(folder, id), { size: THUMBNAIL_SIZE });
        const note = `${width} x ${height}, ${link ? describeLink(link) : 'best'}`;
        return { ...(src === undefined ? {} : { src }), caption: id, note };
      }),
    );
    sections.push({ title: `Group ${index + 1}`, note: describeFolders(members), pictures });
  }
  const count = groups.reduce((sum, { members }) => sum + members.length, 0);
  return formatContactSheet({
    title: 'Near-duplicates',
    note: `${folder}: ${groups.length} groups of ${count} pictures. The best one stands first in each.`,
    groups: sections,
  });
}

/** Pictures of one group in two label folders are worth a look: one of the labels may be wrong. */
function describeFolders(members: DuplicateGroup['members']): string {
  const folders = [
    ...new Set(members.map(({ id }) => (id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '.'))),
  ];
  return folders.length > 1
    ? `${members.length} pictures in ${folders.join(', ')}`
    : `${members.length} pictures`;
}
