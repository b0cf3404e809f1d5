import type { DuplicateGroup } from '@maskpred/dataset';
import { printable } from '../../failure.js';

/** The label folders that the pictures of a group lie in, in their order; pictures beside the folders have none. */
export function labelsOf({ members }: DuplicateGroup): readonly string[] {
  return [...new Set(members.filter(({ id }) => id.includes('/')).map(({ id }) => id.split('/')[0]!))];
}

/** Which groups mix labels, and what that means; empty where none does. */
export function formatLabelConflicts(groups: readonly DuplicateGroup[]): string {
  const mixed = groups.flatMap((group, index) => {
    const labels = labelsOf(group);
    return labels.length > 1 ? [`${index + 1} (${labels.map(printable).join(', ')})`] : [];
  });
  if (mixed.length === 0) return '';
  const which = mixed.length === 1 ? 'group mixes labels' : 'groups mix labels';
  return (
    `${mixed.length} ${which}: ${mixed.join('; ')}. One label is wrong there, or the pictures only look alike: ` +
    'see them with --report.\n'
  );
}
