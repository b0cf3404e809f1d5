import type { Box } from '@maskpred/core';

/** `error`: wrong for certain. `warning`: probably wrong. `note`: worth a look, and often meant so. */
export type FindingSeverity = 'error' | 'warning' | 'note';

/** What may be wrong in a data set, from what is certain to mere notes: the order in which findings are given. */
const SEVERITIES = {
  unreadable: 'error',
  'broken-annotation': 'error',
  'label-conflict': 'error',
  'size-mismatch': 'error',
  'no-picture': 'error',
  'box-outside': 'warning',
  'box-twice': 'warning',
  'exact-duplicate': 'warning',
  'wrong-extension': 'warning',
  'near-duplicate': 'warning',
  'label-doubt': 'warning',
  'no-face': 'warning',
  'no-annotation': 'warning',
  'no-label': 'warning',
  'dirty-annotation': 'warning',
  'box-covers-all': 'note',
  tiny: 'note',
  blurred: 'note',
  dark: 'note',
  bright: 'note',
  flat: 'note',
  'extreme-aspect': 'note',
  'box-tiny': 'note',
} as const satisfies Readonly<Record<string, FindingSeverity>>;

/** What may be wrong with a picture of a data set. */
export type FindingKind = keyof typeof SEVERITIES;

/** Every kind, in the order of findings. */
export const FINDING_KINDS: readonly FindingKind[] = Object.freeze(Object.keys(SEVERITIES) as FindingKind[]);

/** Every severity, the worst first. */
export const FINDING_SEVERITIES: readonly FindingSeverity[] = Object.freeze(['error', 'warning', 'note']);

/** One thing to look at. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  /** The picture, or the annotation file, below the data set's folder. */
  readonly path: string;
  /** What was found, with its figures. */
  readonly message: string;
  /** What was measured, where something was. */
  readonly value?: number;
  /** The bound that the value is beyond. */
  readonly threshold?: number;
  /** Other files that belong to it. */
  readonly related?: readonly string[];
  /** The face in question, pixels of the upright picture. */
  readonly box?: Box;
}

/** A finding before it is ranked. */
export type FindingDraft = Omit<Finding, 'severity'>;

/** How sure findings of a kind are. */
export function severityOf(kind: FindingKind): FindingSeverity {
  return SEVERITIES[kind];
}
