import type { ClassificationEvaluation, SceneEvaluation } from '@maskpred/core';
import {
  formatEvaluationReport,
  formatSceneReport,
  formatTrainingReport,
  renderConfusionPng,
  type ReportFact,
} from '@maskpred/report';
import { describeRun } from './facts.js';
import type {
  EvaluationReportInput,
  ReportFiles,
  SceneReportInput,
  TrainingReportInput,
} from './report-input.js';

// The seam between the commands and `@maskpred/report`. `train` does
//
//   const { formatTrainingFiles } = await import('../report/report-files.js');
//   await writeModelFolder(out, { ...folder, ...(await formatTrainingFiles(input)) });
//   const { picturesFolderOf, writeMistakes } = await import('../report/galleries.js');
//   await writeMistakes(picturesFolderOf(out), { root, predictions: heldOut, model: out, signal });
//
// and `evaluate` the same with formatEvaluationFiles or formatSceneFiles.

/** More labels than this make no picture that can be read. */
const MOST_LABELS_OF_PICTURE = 40;

/** `report.html`, and where pictures were kept out `evaluation.json` and `confusion-matrix.png`: for the model folder. */
export async function formatTrainingFiles(input: TrainingReportInput): Promise<ReportFiles> {
  const { metadata, history, evaluation, counts, durationMs } = input;
  const report = await formatTrainingReport({
    title: 'Training report',
    note: `${input.data}: ${metadata.labels.join(', ')}`,
    history,
    counts,
    ...(evaluation ? { evaluation } : {}),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...describeRun(input, modelFacts(metadata)),
  });
  return { 'report.html': report, ...(evaluation ? await evaluationFiles(evaluation) : {}) };
}

/** `report.html`, `evaluation.json` and `confusion-matrix.png` of labelled crops. */
export async function formatEvaluationFiles(input: EvaluationReportInput): Promise<ReportFiles> {
  const { evaluation, model = 'the model that ships' } = input;
  const report = await formatEvaluationReport({
    title: 'Evaluation',
    note: input.data,
    evaluation,
    ...describeRun(input, [{ name: 'model', value: model }]),
  });
  return { 'report.html': report, ...(await evaluationFiles(evaluation)) };
}

/** `report.html` and `evaluation.json` of whole scenes. */
export async function formatSceneFiles(input: SceneReportInput): Promise<ReportFiles> {
  const { evaluation, history, models = [] } = input;
  const report = await formatSceneReport({
    title: history ? 'Training report' : 'Evaluation',
    note: input.data,
    evaluation,
    ...(history ? { history } : {}),
    ...describeRun(
      input,
      models.map((value) => ({ name: 'model', value })),
    ),
  });
  return { 'report.html': report, 'evaluation.json': toJson(evaluation) };
}

async function evaluationFiles(evaluation: ClassificationEvaluation): Promise<ReportFiles> {
  const { length } = evaluation.labels;
  const hasPicture = length >= 2 && length <= MOST_LABELS_OF_PICTURE;
  return {
    'evaluation.json': toJson(evaluation),
    ...(hasPicture ? { 'confusion-matrix.png': await renderConfusionPng(evaluation) } : {}),
  };
}

function modelFacts({
  seed,
  backbone,
  trainingSet,
  temperature,
  priors,
  labels,
  trainedAt,
}: TrainingReportInput['metadata']): ReportFact[] {
  const shares = labels.map((label) => `${label} ${(priors[label] ?? 0).toFixed(2)}`);
  return [
    { name: 'hash of the pictures', value: trainingSet.sha256 },
    { name: 'seed', value: String(seed) },
    { name: 'trained at', value: trainedAt },
    { name: 'backbone', value: backbone },
    { name: 'temperature', value: String(temperature) },
    { name: 'how often a label comes up', value: shares.join(', ') },
  ];
}

function toJson(evaluation: ClassificationEvaluation | SceneEvaluation): string {
  return `${JSON.stringify(evaluation, null, 2)}\n`;
}
