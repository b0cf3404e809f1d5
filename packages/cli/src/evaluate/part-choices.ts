/** What `--part` takes; the first is what a split is for, and all there is without one. */
export const PART_CHOICES = ['val', 'test', 'train', 'all'] as const;

export type PartChoice = (typeof PART_CHOICES)[number];
