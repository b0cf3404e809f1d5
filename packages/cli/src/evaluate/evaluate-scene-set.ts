import type { Annotation } from '@maskpred/core';
import { NOT_FACE } from '@maskpred/predictor';
import { type CommandContext, write } from '../context.js';
import { isFailed, type PictureAnswer } from '../picture-answer.js';
import type { DetectedPicture } from '../detect-picture.js';
import { formatPredictJson } from '../predict-lines.js';
import type { PredictSettings } from '../predict-picture.js';
import { type AnsweredScene, measureScenes, minScoreOf, type SceneFigures } from './measure-scenes.js';
import type { AnnotatedScene, EvaluationSet } from './evaluation-set.js';
import { assertGates, figuresOf } from './gates.js';
import { type LabelRule, settleLabels } from './label-rule.js';
import { readLinesFile } from './lines-file.js';
import { lookAtPictures } from './look.js';
import { type LeftOut, matchLines } from './match-lines.js';
import { type EvaluateOptions, pickClassifierSettings } from './run-options.js';
import { formatFacesLine, type LineFace, readSceneLine, type SceneLine } from './scene-lines.js';

/** What came of evaluating scenes. */
export interface SceneSetEvaluation extends SceneFigures {
  /** The lines of `--predictions`. */
  readonly text: string;
  /** Pictures without an answer, and why. */
  readonly leftOut: readonly LeftOut[];
}

/** Down to this score faces are asked for, so that average precision sees the end of the curve. */
const LOWEST_SCORE = 0.05;

interface Answers {
  readonly scenes: readonly AnsweredScene[];
  readonly text: string;
  readonly leftOut: readonly LeftOut[];
  /** Absent where labels do not matter, or no face was found. */
  readonly rule?: LabelRule;
}

type Settle = (known: readonly string[]) => Promise<LabelRule | undefined>;

/** The faces of scenes and their labels, by the networks or from the lines of an earlier run, compared with what is there. */
export async function evaluateSceneSet(
  { pictures }: EvaluationSet & { kind: 'scenes' },
  options: EvaluateOptions,
  context: CommandContext,
): Promise<SceneSetEvaluation> {
  const faces = pictures.map((picture) => ({ ...picture, annotations: picture.annotations.filter(isFace) }));
  const nothingFound = faces.map((picture) => ({
    picture,
    line: { image: picture.image, faces: [] },
    ms: 0,
  }));
  assertGates(options.gate, figuresOf(measureScenes(nothingFound, options, {}).evaluation));
  const settle: Settle = async (known) => {
    const truths = new Set(faces.flatMap(({ annotations }) => annotations.map(({ label }) => label)));
    if (options.detectorOnly || truths.size === 0) return undefined;
    const labels = known.filter((label) => label !== NOT_FACE);
    const rule = settleLabels(
      [...truths].sort(),
      labels,
      options.as,
      ', or measure faces alone with --detector-only',
    );
    await write(context.stderr, rule.notes.map((note) => `${note}\n`).join(''));
    return rule;
  };
  const { scenes, text, leftOut, rule } =
    options.from === undefined
      ? await look(faces, options, context, settle)
      : await readEarlier(options.from, faces, options, context, settle);
  return { ...measureScenes(scenes, options, rule?.labelMap ?? {}), text, leftOut };
}

async function look(
  pictures: readonly AnnotatedScene[],
  options: EvaluateOptions,
  context: CommandContext,
  settle: Settle,
): Promise<Answers> {
  const scenes: AnsweredScene[] = [];
  const texts: string[] = [];
  const leftOut: LeftOut[] = [];
  let rule: LabelRule | undefined;
  const looking = { settings: settingsOf(options), concurrency: options.concurrency };
  const keep = async (picture: AnnotatedScene, answer: DetectedPicture | PictureAnswer, written: string) => {
    texts.push(written);
    if (isFailed(answer)) {
      leftOut.push({ image: picture.image, message: answer.error.message });
      return;
    }
    const line = readSceneLine(JSON.parse(written))!;
    // Wrong labels are found out by the first face, not after the last picture.
    if (line.faces.length > 0) rule ??= await settle(line.faces[0]!.known);
    scenes.push({ picture, line, ...(answer.ms === undefined ? {} : { ms: answer.ms }) });
  };
  if (options.detectorOnly) {
    await lookAtPictures('detect', pictures, looking, context, (picture, answer) =>
      keep(picture, answer, formatFacesLine(answer)),
    );
  } else {
    await lookAtPictures('predict', pictures, looking, context, (picture, answer) =>
      keep(picture, answer, formatPredictJson(answer)),
    );
  }
  return { scenes, text: texts.join(''), leftOut, ...(rule ? { rule } : {}) };
}

function settingsOf(options: EvaluateOptions): PredictSettings {
  const { detector, inputSize, tiles, int8 } = options;
  return {
    ...(detector === undefined ? {} : { detector }),
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(tiles === undefined ? {} : { tiles }),
    ...(int8 === undefined ? {} : { int8 }),
    ...pickClassifierSettings(options),
    minScore: Math.min(LOWEST_SCORE, minScoreOf(options)),
  };
}

async function readEarlier(
  file: string,
  pictures: readonly AnnotatedScene[],
  options: EvaluateOptions,
  context: CommandContext,
  settle: Settle,
): Promise<Answers> {
  const { detectorOnly } = options;
  const minScore = minScoreOf(options);
  const hasLabels = ({ faces }: SceneLine) => faces.every(({ label }) => label !== undefined);
  const read = await readLinesFile(
    file,
    (value) => {
      const line = readSceneLine(value);
      return line && (detectorOnly || hasLabels(line)) ? line : undefined;
    },
    'a line of "maskpred predict --json"',
    detectorOnly ? undefined : 'Name another file, or --detector-only for faces without labels.',
  );
  const { lines: scenes, leftOut } = await matchLines(file, read, pictures, context.stderr);
  const found = scenes.flatMap(({ line }) => line.faces);
  const known = new Set(found.flatMap(labelsOf));
  const rule = known.size > 0 ? await settle([...known]) : undefined;
  if (found.length > 0 && found.every(({ score }) => score >= minScore)) {
    await write(
      context.stderr,
      `${file}: no face below ${minScore}, so average precision lacks the end of the curve. Make it with --min-score ${LOWEST_SCORE}.\n`,
    );
  }
  return { scenes, text: read.text, leftOut, ...(rule ? { rule } : {}) };
}

/** A line without scores knows the label that it gives. */
function labelsOf({ known, label }: LineFace): readonly string[] {
  return known.length > 0 || label === undefined ? known : [label];
}

function isFace({ label }: Pick<Annotation, 'label'>): boolean {
  return label !== NOT_FACE;
}
