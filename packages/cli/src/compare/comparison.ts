import {
  type Box,
  type Estimate,
  mcnemarTest,
  type PairedCounts,
  pairedDifference,
  type Proportion,
  shorterSide,
  wilsonInterval,
} from '@maskpred/core';
import type { Answer, Answers } from './answers.js';

/** Two evaluations of the same things. */
export interface PairedFigures {
  /** How many both were asked about. */
  readonly size: number;
  readonly counts: PairedCounts;
  /** Share that A gets right. */
  readonly a: Proportion;
  /** Share that B gets right. */
  readonly b: Proportion;
  /** B minus A. */
  readonly difference: Estimate;
  /** Of McNemar's test, exact, two-sided. */
  readonly p: number;
}

/** A thing that one gets right and the other wrong. */
export interface Disagreement {
  readonly image: string;
  readonly box?: Box;
  readonly truth: string;
  /** What each called it; absent for a face that was missed. */
  readonly a?: string;
  readonly b?: string;
  readonly right: 'a' | 'b';
}

/** What `compare` says as JSON. */
export interface Comparison extends PairedFigures {
  readonly formatVersion: 1;
  readonly kind: 'comparison';
  readonly unit: Answers['unit'];
  /** By true label, by its name. */
  readonly perLabel: readonly (PairedFigures & { readonly label: string })[];
  /** Left out: what only one was asked about, and what the two take for different things. */
  readonly leftOut: { readonly onlyInA: number; readonly onlyInB: number; readonly otherTruth: number };
  readonly disagreements: readonly Disagreement[];
}

interface Pair {
  readonly a: Answer;
  readonly b: Answer;
}

/**
 * How two evaluations differ on what both were asked about.
 * @param minSize - faces whose shorter side is below this are left out of both, pixels.
 */
export function compareAnswers(a: Answers, b: Answers, minSize = 0): Comparison {
  const isWanted = ({ box }: Answer) => box === undefined || shorterSide(box) >= minSize;
  const inA = [...a.byKey].filter(([, answer]) => isWanted(answer));
  const inB = [...b.byKey].filter(([, answer]) => isWanted(answer));
  const both = inA.flatMap(([key, answer]): Pair[] => {
    const other = b.byKey.get(key);
    return other ? [{ a: answer, b: other }] : [];
  });
  const pairs = both.filter((pair) => pair.a.truth === pair.b.truth);
  const labels = [...new Set(pairs.map((pair) => pair.a.truth))].sort();
  return {
    formatVersion: 1,
    kind: 'comparison',
    unit: a.unit,
    ...figuresOf(pairs),
    perLabel: labels.map((label) => ({
      label,
      ...figuresOf(pairs.filter((pair) => pair.a.truth === label)),
    })),
    leftOut: {
      onlyInA: inA.length - both.length,
      onlyInB: inB.length - both.length,
      otherTruth: both.length - pairs.length,
    },
    disagreements: pairs.filter((pair) => pair.a.isRight !== pair.b.isRight).map(toDisagreement),
  };
}

function figuresOf(pairs: readonly Pair[]): PairedFigures {
  const count = (isRightA: boolean, isRightB: boolean) =>
    pairs.filter(({ a, b }) => a.isRight === isRightA && b.isRight === isRightB).length;
  const counts: PairedCounts = {
    bothRight: count(true, true),
    onlyA: count(true, false),
    onlyB: count(false, true),
    bothWrong: count(false, false),
  };
  return {
    size: pairs.length,
    counts,
    a: wilsonInterval(counts.bothRight + counts.onlyA, pairs.length),
    b: wilsonInterval(counts.bothRight + counts.onlyB, pairs.length),
    difference: pairedDifference(counts),
    p: mcnemarTest(counts.onlyA, counts.onlyB),
  };
}

function toDisagreement({ a, b }: Pair): Disagreement {
  return {
    image: a.image,
    ...(a.box ? { box: a.box } : {}),
    truth: a.truth,
    ...(a.called === undefined ? {} : { a: a.called }),
    ...(b.called === undefined ? {} : { b: b.called }),
    right: a.isRight ? 'a' : 'b',
  };
}
