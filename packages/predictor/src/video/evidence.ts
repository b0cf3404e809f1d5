import type { ClassScore } from '@maskpred/core';

/** What the looks at one face say together. */
export interface Evidence<L extends string = string> {
  /** Accumulated log-odds of each label against all others, older looks fading. */
  readonly logOdds: ReadonlyMap<L, number>;
  /** Sum of the classifier's scores a label, and of their weights: older looks weigh less. */
  readonly sums: ReadonlyMap<L, number>;
  readonly weight: number;
  /** The label that was decided; undefined while it is open. */
  readonly label: L | undefined;
  /** Whether the last look spoke for the decided label. */
  readonly isAgreed: boolean;
  /** When the last look was, milliseconds; -Infinity before the first. */
  readonly timestampMs: number;
}

export interface EvidenceOptions {
  /** Log-odds at which a label is decided, and at which another one replaces it. */
  readonly decideAt: number;
  /** After this time a look counts half, milliseconds. */
  readonly halfLifeMs: number;
}

/** One look counts at most as 0.9 (log-odds 2.2): its errors are of light and pose, which the next look shares. */
const MAX_LOOK = 2.2;
/** More is not kept, or a mask put on late would need as long to be believed as the face was bare. */
export const MAX_KEPT = 6;

/** Nothing seen yet. */
export function noEvidence<L extends string>(): Evidence<L> {
  return {
    logOdds: new Map(),
    sums: new Map(),
    weight: 0,
    label: undefined,
    isAgreed: false,
    timestampMs: -Infinity,
  };
}

/**
 * The evidence after one more look.
 * @param scores - the classifier's row for the face, best first.
 * @param timestampMs - when the face was seen, milliseconds.
 */
export function addLook<L extends string>(
  evidence: Evidence<L>,
  scores: readonly ClassScore<L>[],
  timestampMs: number,
  { decideAt, halfLifeMs }: EvidenceOptions,
): Evidence<L> {
  const kept = 0.5 ** (Math.max(0, timestampMs - evidence.timestampMs) / halfLifeMs);
  const logOdds = new Map<L, number>();
  const sums = new Map<L, number>();
  for (const { label, score } of scores) {
    const look = clamp(Math.log(score / (1 - score)), MAX_LOOK); // of 0 and 1 infinite, which the clamp takes
    logOdds.set(label, clamp(kept * (evidence.logOdds.get(label) ?? 0) + look, MAX_KEPT));
    sums.set(label, kept * (evidence.sums.get(label) ?? 0) + score);
  }
  const label = decide(logOdds, decideAt) ?? evidence.label;
  return {
    logOdds,
    sums,
    weight: kept * evidence.weight + 1,
    label,
    isAgreed: label !== undefined && scores[0]?.label === label,
    timestampMs,
  };
}

/** Mean of the classifier's scores, recent looks weighing more: a row that sums to 1, best first; `[]` without a look. */
export function meanScores<L extends string>({ sums, weight }: Evidence<L>): ClassScore<L>[] {
  return [...sums].map(([label, sum]) => ({ label, score: sum / weight })).sort((a, b) => b.score - a.score);
}

/** The label whose log-odds suffice; of several the strongest. */
function decide<L extends string>(logOdds: ReadonlyMap<L, number>, decideAt: number): L | undefined {
  const [best] = [...logOdds].filter(([, value]) => value >= decideAt).sort((a, b) => b[1] - a[1]);
  return best?.[0];
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
