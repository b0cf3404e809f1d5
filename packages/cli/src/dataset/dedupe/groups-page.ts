import { join } from 'node:path';
import type { DuplicateGroup } from '@maskpred/dataset';
import { type ContactSheetGroup, formatContactSheet } from '@maskpred/report';
import { thumbnailOf } from '../thumbnail.js';
import { describeLink } from './format-groups.js';
import { labelsOf } from './label-conflicts.js';

/** Pixels: enough to see that two are the same, and about 5 KB each. */
const THUMBNAIL_SIZE = 160;

/** A page that stands alone, with every group side by side. */
export async function formatGroupsPage(
  groups: readonly DuplicateGroup[],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const sections: ContactSheetGroup[] = [];
  for (const [index, group] of groups.entries()) {
    const { members } = group;
    signal.throwIfAborted();
    const pictures = await Promise.all(
      members.map(async ({ id, width, height, link }) => {
        const src = await thumbnailOf(join(folder, id), { size: THUMBNAIL_SIZE });
        const note = `${width} x ${height}, ${link ? describeLink(link) : 'best'}`;
        return { ...(src === undefined ? {} : { src }), caption: id, note };
      }),
    );
    sections.push({ title: `Group ${index + 1}`, note: describeLabels(group), pictures });
  }
  const count = groups.reduce((sum, { members }) => sum + members.length, 0);
  return formatContactSheet({
    title: 'Near-duplicates',
    note: `${folder}: ${groups.length} groups of ${count} pictures. The best one stands first in each.`,
    groups: sections,
  });
}

/** Pictures of one group in two label folders are worth a look: one of the labels may be wrong. */
function describeLabels(group: DuplicateGroup): string {
  const labels = labelsOf(group);
  const count = `${group.members.length} pictures`;
  return labels.length > 1 ? `${count} in ${labels.join(', ')}` : count;
}
