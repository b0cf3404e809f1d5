/** How a label looks, in lists and charts (`style.css`) and on the stage (`overlay.ts`). */
export type Tone = 'mask' | 'bare' | (typeof OTHERS)[number] | 'deciding';

const OTHERS = ['other-1', 'other-2', 'other-3', 'other-4'] as const;

/** Of the shipped classifier's labels, in any model. */
const KNOWN: ReadonlyMap<string, Tone> = new Map([
  ['mask', 'mask'],
  ['no-mask', 'bare'],
]);

/**
 * How a label looks. Labels of other models have the other tones in turn.
 * @param label - undefined while it is being decided.
 * @param labels - all that the classifier has, in its order.
 */
export function toneOf(label: string | undefined, labels: readonly string[]): Tone {
  if (label === undefined) return 'deciding';
  const known = KNOWN.get(label);
  if (known) return known;
  const index = labels.filter((one) => !KNOWN.has(one)).indexOf(label);
  return OTHERS[Math.max(0, index) % OTHERS.length]!;
}
