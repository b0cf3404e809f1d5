import type {
  ClassificationEvaluation,
  Estimate,
  GroupMetrics,
  Proportion,
  SceneEvaluation,
  SceneSizeMetrics,
} from '@maskpred/core';
import type { Colors } from 'picocolors/types.js';
import { printable } from '../failure.js';
import { countOf } from '../numbers.js';
import { createTable } from '../predict-lines.js';

/** An evaluation as tables for a terminal. */
export function formatEvaluation(
  evaluation: ClassificationEvaluation | SceneEvaluation,
  colors: Colors,
): string {
  const lines =
    evaluation.kind === 'classification'
      ? classificationLines(evaluation, colors)
      : sceneLines(evaluation, colors);
  return `${lines.join('\n')}\n`;
}

function classificationLines(evaluation: ClassificationEvaluation, colors: Colors): string[] {
  const { labels, size, accuracy, balancedAccuracy, logLoss, calibration, bySize, bySource } = evaluation;
  const table = createTable(
    ['', ...labels.map((label) => `called ${printable(label)}`), 'recall', 'precision', 'F1', 'AP'],
    colors,
    0,
  );
  evaluation.perLabel.forEach(({ label, support, recall, precision, f1, averagePrecision }, row) => {
    table.push([
      printable(label),
      ...evaluation.confusion[row]!.map(String),
      ...(support > 0
        ? [percent(recall.value), share(precision), percent(f1.value), percent(averagePrecision)]
        : ['', share(precision), '', '']),
    ]);
  });
  return [
    `${countOf(size, 'picture')}: accuracy ${withInterval(accuracy)}, balanced ${withInterval(balancedAccuracy)}`,
    `calibration error (ECE) ${calibration.ece.toFixed(4)}, log loss ${logLoss.toFixed(4)}`,
    '',
    table.toString(),
    ...groupLines('shorter side (px)', bySize, colors),
    ...groupLines('source', bySource, colors),
  ];
}

function groupLines(title: string, groups: readonly GroupMetrics[], colors: Colors): string[] {
  if (groups.length === 0) return [];
  const table = createTable([title, 'pictures', 'accuracy', '95 % interval', 'balanced'], colors, 0);
  for (const { name, accuracy, balancedAccuracy } of groups) {
    table.push([
      printable(name),
      String(accuracy.size),
      percent(accuracy.value),
      interval(accuracy),
      percent(balancedAccuracy),
    ]);
  }
  return ['', table.toString()];
}

function sceneLines(evaluation: SceneEvaluation, colors: Colors): string[] {
  const { size, minScore, minIou, bySize, medianMs } = evaluation;
  const time = medianMs === undefined ? '' : `, ${medianMs.toFixed(0)} ms a picture (median)`;
  const hasLabels = bySize.some(({ labelAp }) => labelAp);
  return [
    `${countOf(size, 'scene')}${time}; recall and precision at score ${minScore}, overlap ${minIou}`,
    '',
    faceTable(bySize, colors),
    ...(hasLabels ? ['', labelTable(evaluation, colors)] : []),
    '',
    recallTable(bySize, colors),
  ];
}

function faceTable(bySize: readonly SceneSizeMetrics[], colors: Colors): string {
  const head = ['faces of', 'faces', 'recall', '95 % interval', 'precision', '95 % interval', 'AP', 'missed'];
  const table = createTable([...head, 'false'], colors, 0);
  for (const { minSize, faces, recall, precision, faceAp, errors } of bySize) {
    table.push([
      sizeName(minSize),
      String(faces),
      share(recall),
      interval(recall),
      share(precision),
      interval(precision),
      faces > 0 ? percent(faceAp) : '',
      String(errors.missed),
      String(errors.falseFaces),
    ]);
  }
  return table.toString();
}

function labelTable({ labels, bySize }: SceneEvaluation, colors: Colors): string {
  const table = createTable(
    [
      'labels of',
      ...labels.map((label) => `AP ${printable(label)}`),
      'mAP50',
      'label right',
      '95 % interval',
      'balanced',
      'wrong',
    ],
    colors,
    0,
  );
  for (const { minSize, labelAp = [], map50 = 0, labelAccuracy, balancedLabelAccuracy, errors } of bySize) {
    if (!labelAccuracy) continue;
    const apOf = (label: string) => labelAp.find((entry) => entry.label === label)?.ap;
    table.push([
      sizeName(minSize),
      ...labels.map((label) => optionalPercent(apOf(label))),
      labelAp.length > 0 ? percent(map50) : '',
      share(labelAccuracy),
      interval(labelAccuracy),
      labelAccuracy.size > 0 ? optionalPercent(balancedLabelAccuracy) : '',
      String(errors.wrongLabels),
    ]);
  }
  return table.toString();
}

function recallTable(bySize: readonly SceneSizeMetrics[], colors: Colors): string {
  const truths = [...new Set(bySize.flatMap(({ recallByLabel }) => recallByLabel.map(({ label }) => label)))];
  const table = createTable(['found of', ...truths.map(printable)], colors, 0);
  for (const { minSize, recallByLabel } of bySize) {
    table.push([
      sizeName(minSize),
      ...truths.map((label) => {
        const recall = recallByLabel.find((entry) => entry.label === label)?.recall;
        return recall ? `${percent(recall.value)} of ${recall.size}` : '';
      }),
    ]);
  }
  return table.toString();
}

function sizeName(minSize: number): string {
  return `>= ${minSize} px`;
}

/** Of nothing there is no share. */
function share({ value, size }: Proportion): string {
  return size === 0 ? '' : percent(value);
}

function interval({ low, high }: Estimate): string {
  return `${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)}`;
}

function withInterval(estimate: Estimate): string {
  return `${percent(estimate.value)} (95 % interval ${interval(estimate)})`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function optionalPercent(value: number | undefined): string {
  return value === undefined ? '' : percent(value);
}
