import type { CSSProperties } from 'react';
import { labelColour } from '../boxes/box-styles.js';
import { usePage } from './use-session.js';

/** Sets the colour of a label for what has the class `swatch` or `chip`. */
export function swatchOf(slot: number | undefined): CSSProperties {
  return { '--swatch': labelColour(slot) } as CSSProperties;
}

/** Which of the label colours a label has. */
export function useSlot(label: string): number | undefined {
  const labels = usePage((page) => page.project?.labels);
  const slot = labels?.indexOf(label) ?? -1;
  return slot < 0 ? undefined : slot;
}

/** A patch of a label's colour; dashed for what is only proposed. */
export function Swatch({
  label,
  isProposal = false,
}: {
  readonly label: string;
  readonly isProposal?: boolean;
}) {
  return (
    <span
      className={isProposal ? 'swatch is-proposal' : 'swatch'}
      style={swatchOf(useSlot(label))}
      aria-hidden="true"
    />
  );
}
