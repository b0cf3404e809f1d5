import type { SceneProblem, TrainingScene } from '@maskpred/detector/train';
import { failureOf, formatFailure, printable } from '../failure.js';

/** One line for people on what is wrong with a scene, and what became of it. */
export function formatProblem(problem: SceneProblem): string {
  if (problem.kind === 'unreadable') return formatFailure(failureOf(problem.error));
  return `maskpred: ${printable(problem.id)}: ${describe(problem)}\n`;
}

/** How many scenes and boxes were left out and why, in one line; empty when nothing was. */
export function summariseProblems(problems: readonly SceneProblem[]): string {
  const scenes = (kind: SceneProblem['kind']) => problems.filter((problem) => problem.kind === kind).length;
  const boxes = (kind: 'box-outside' | 'box-clipped') =>
    problems.reduce((sum, problem) => sum + (problem.kind === kind ? problem.count : 0), 0);
  const parts = [
    [scenes('unreadable'), 'unreadable'],
    [scenes('no-box'), 'without a box'],
    [scenes('duplicate'), 'there twice'],
    [boxes('box-outside'), 'boxes outside their picture'],
    [boxes('box-clipped'), 'boxes clipped'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? '' : `Left out or repaired: ${said.join(', ')}.\n`;
}

/** A sentence where all faces have one label, since people wonder; empty elsewhere. */
export function noteOneLabel(scenes: readonly TrainingScene[]): string {
  const labels = new Set(scenes.flatMap(({ annotations }) => annotations.map(({ label }) => label)));
  const [label] = labels;
  if (labels.size !== 1) return '';
  return `All faces are labelled ${printable(label!)}. That is enough: a detector learns where faces are, not what they wear.\n`;
}

function describe(problem: Exclude<SceneProblem, { kind: 'unreadable' }>): string {
  switch (problem.kind) {
    case 'no-box':
      return 'has no box, so it is left out: whether there is no face or nobody has looked is not to be known.';
    case 'duplicate':
      return `is the same picture as ${printable(problem.of)}, left out.`;
    case 'box-outside':
      return `${problem.count} boxes with nothing inside the picture, left out.`;
    case 'box-clipped':
      return `${problem.count} boxes reach out of the picture and are clipped to it.`;
  }
}
