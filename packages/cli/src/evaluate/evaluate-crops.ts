import type { ClassificationEvaluation, LabelledPrediction } from '@maskpred/core';
import { evaluateClassifications } from '@maskpred/classifier/evaluation';
import type { ClassifiedPicture } from '../classify-lines.js';
import { type CommandContext, write } from '../context.js';
import { type FailedPicture, isFailed } from '../picture-answer.js';
import { type CropLine, formatCropLine, readCropLine, toPrediction } from './crop-lines.js';
import type { EvaluationSet, LabelledCrop } from './evaluation-set.js';
import { assertGates, figuresOf } from './gates.js';
import { type LabelRule, settleLabels } from './label-rule.js';
import { readLinesFile } from './lines-file.js';
import { lookAtPictures } from './look.js';
import { type LeftOut, matchLines } from './match-lines.js';
import { type EvaluateOptions, pickClassifierSettings } from './run-options.js';

/** What came of evaluating labelled crops. */
export interface CropEvaluation {
  readonly evaluation: ClassificationEvaluation;
  readonly predictions: readonly LabelledPrediction[];
  /** The lines of `--predictions`. */
  readonly text: string;
  /** Pictures without an answer, and why. */
  readonly leftOut: readonly LeftOut[];
}

/** The labels of crops, by a model or from the lines of an earlier run, compared with what they are. */
export async function evaluateCrops(
  { pictures }: EvaluationSet & { kind: 'classification' },
  options: EvaluateOptions,
  context: CommandContext,
): Promise<CropEvaluation> {
  const truths = [...new Set(pictures.map(({ truth }) => truth))];
  assertGates(options.gate, figuresOf(evaluateClassifications([], { labels: truths })));
  const settle = async (known: readonly string[]): Promise<LabelRule> => {
    const rule = settleLabels(truths, known, options.as);
    await write(context.stderr, rule.notes.map((note) => `${note}\n`).join(''));
    return rule;
  };
  const { lines, rule, failedLines, leftOut } =
    options.from === undefined
      ? await classify(pictures, options, context, settle)
      : await readEarlier(options.from, pictures, context, settle);
  const truthOf = ({ truth }: LabelledCrop) => rule?.labelMap[truth] ?? truth;
  const predictions = lines.map(({ picture, line }) => toPrediction(picture, truthOf(picture), line));
  const text = lines.map(({ picture, line }) => formatCropLine(picture, truthOf(picture), line));
  return {
    evaluation: evaluateClassifications(predictions),
    predictions,
    text: [...text, ...failedLines].join(''),
    leftOut,
  };
}

/** What is known of the crops that were answered. */
interface Answers {
  readonly lines: readonly { readonly picture: LabelledCrop; readonly line: CropLine }[];
  /** Of crops that failed, as they are written. */
  readonly failedLines: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** Absent when every picture failed. */
  readonly rule?: LabelRule;
}

type Settle = (known: readonly string[]) => Promise<LabelRule>;

async function classify(
  pictures: readonly LabelledCrop[],
  options: EvaluateOptions,
  context: CommandContext,
  settle: Settle,
): Promise<Answers> {
  const lines: Answers['lines'][number][] = [];
  const failedLines: string[] = [];
  const leftOut: LeftOut[] = [];
  let rule: LabelRule | undefined;
  const looking = { settings: pickClassifierSettings(options), concurrency: options.concurrency };
  const take = async (picture: LabelledCrop, answer: ClassifiedPicture | FailedPicture) => {
    const written = formatCropLine(picture, picture.truth, answer);
    if (isFailed(answer)) {
      failedLines.push(written);
      leftOut.push({ image: picture.image, message: answer.error.message });
      return;
    }
    // Wrong labels are found out by the first picture, not after the last.
    rule ??= await settle(answer.scores.map(({ label }) => label));
    lines.push({ picture, line: readCropLine(JSON.parse(written))! });
  };
  await lookAtPictures('classify', pictures, looking, context, take);
  return { lines, failedLines, leftOut, ...(rule ? { rule } : {}) };
}

async function readEarlier(
  file: string,
  pictures: readonly LabelledCrop[],
  context: CommandContext,
  settle: Settle,
): Promise<Answers> {
  const read = await readLinesFile(
    file,
    readCropLine,
    'a line of "maskpred evaluate --predictions" or "maskpred classify --json" about a face crop',
  );
  const { lines, leftOut } = await matchLines(file, read, pictures, context.stderr);
  const known = new Set(lines.flatMap(({ line }) => line.scores.map(({ label }) => label)));
  return { lines, failedLines: [], leftOut, ...(known.size > 0 ? { rule: await settle([...known]) } : {}) };
}
