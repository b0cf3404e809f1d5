import { assertArgument } from '@maskpred/core';
import picocolors from 'picocolors';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { formatFailure } from '../failure.js';
import { countOf } from '../numbers.js';
import { evaluateCrops } from './evaluate-crops.js';
import { evaluateSceneSet } from './evaluate-scene-set.js';
import { readEvaluationSet } from './evaluation-set.js';
import { formatEvaluation } from './format-evaluation.js';
import { figuresOf, missedGates } from './gates.js';
import type { Evaluated } from './evaluated.js';
import { planOutputs, writeOutputs } from './outputs.js';
import type { EvaluateOptions } from './run-options.js';

/** Measures a model on labelled pictures: face crops in label folders, or scenes with boxes. */
export async function runEvaluate(
  path: string,
  options: EvaluateOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const startedAt = performance.now();
  await planOutputs(options);
  const set = await readEvaluationSet(path, options, signal);
  assertFits(set.kind, options);
  const notes = set.notes.map((note) => `${note}\n`).join('');
  await write(stderr, notes + set.failures.map(formatFailure).join(''));

  const evaluated: Evaluated =
    set.kind === 'classification'
      ? { kind: set.kind, ...(await evaluateCrops(set, options, context)) }
      : { kind: set.kind, ...(await evaluateSceneSet(set, options, context)) };
  const { evaluation } = evaluated;
  const missed = missedGates(options.gate, figuresOf(evaluation));
  const leftOut = [...set.failures, ...evaluated.leftOut];
  const facts = { path, root: set.root, leftOut, durationMs: performance.now() - startedAt };
  await writeOutputs(evaluated, options, facts, context);

  await write(
    stdout,
    options.json ? `${JSON.stringify(evaluation)}\n` : formatEvaluation(evaluation, picocolors),
  );
  if (leftOut.length > 0) {
    const total = set.pictures.length + set.failures.length;
    await write(
      stderr,
      `Of ${countOf(total, 'picture')}, ${leftOut.length} could not be looked at and are in no figure.\n`,
    );
    context.setExitCode(EXIT.failed);
  }
  if (missed.length > 0) {
    await write(stderr, missed.map((sentence) => `Gate not met: ${sentence}\n`).join(''));
    context.setExitCode(EXIT.gate);
  }
}

/** What is about scenes alone says so, instead of doing nothing. */
function assertFits(kind: 'classification' | 'scenes', options: EvaluateOptions): void {
  if (kind === 'scenes') {
    assertArgument(
      !options.synthetic,
      '--synthetic: is for label folders of face crops, and these are scenes.',
    );
    return;
  }
  const { detectorOnly, detector, inputSize, tiles, int8, minScore, sizes, ignoreDifficult, verified } =
    options;
  const forScenes = {
    detectorOnly,
    detector,
    inputSize,
    tiles,
    int8,
    minScore,
    sizes,
    ignoreDifficult,
    verified,
  };
  for (const [name, value] of Object.entries(forScenes)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assertArgument(
      value === undefined,
      `--${flag}: is for scenes, and these are label folders of face crops.`,
    );
  }
}
