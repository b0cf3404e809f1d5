import { InvalidArgumentError } from '@commander-js/extra-typings';
import {
  type ClassificationEvaluation,
  type Estimate,
  MaskpredError,
  type SceneEvaluation,
  type SceneSizeMetrics,
} from '@maskpred/core';

/** A figure and what it has to reach. */
export interface Gate {
  readonly name: string;
  readonly operator: '>=' | '<=';
  readonly bound: number;
}

type Figures = Map<string, number>;

/**
 * A parser of `--gate`, which may be repeated.
 * @example
 * collectGate('recall.mask@24 >= 0.9'); // [ { name: 'recall.mask@24', operator: '>=', bound: 0.9 } ]
 */
export function collectGate(text: string, previous: readonly Gate[] = []): readonly Gate[] {
  const match = /^\s*(\S.*?)\s*(>=|<=)\s*(-?\d*\.?\d+(?:e[+-]?\d+)?)\s*$/i.exec(text);
  if (!match) {
    throw new InvalidArgumentError(
      'It takes the name of a figure, >= or <=, and a number, such as "accuracy>=0.98".',
    );
  }
  const [, name, operator, bound] = match;
  return [...previous, { name: name!, operator: operator as Gate['operator'], bound: Number(bound) }];
}

/** Every figure that a gate can name, with its value, in the order of the evaluation. */
export function figuresOf(evaluation: ClassificationEvaluation | SceneEvaluation): Figures {
  return evaluation.kind === 'classification' ? classificationFigures(evaluation) : sceneFigures(evaluation);
}

/**
 * The gates that were not met, a sentence each.
 * @throws {MaskpredError} INVALID_ARGUMENT for a name that is no figure, with a list of those that are.
 */
export function missedGates(gates: readonly Gate[], figures: Figures): string[] {
  return gates.flatMap(({ name, operator, bound }) => {
    const value = figures.get(name);
    if (value === undefined) throw unknownFigure(name, figures);
    const lacking = operator === '>=' ? bound - value : value - bound;
    if (lacking <= 0) return [];
    const side = operator === '>=' ? 'below' : 'above';
    return [`${name} is ${digits(value, 6)}, ${side} ${bound} by ${digits(lacking, 3)}.`];
  });
}

/**
 * Refuses names that can be no figure, before hours are spent on them. Labels and groups are known only afterwards, so
 * the part before them is what counts.
 * @param figures - of an evaluation of nothing.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export function assertGates(gates: readonly Gate[], figures: Figures): void {
  const stems = new Set([...figures.keys()].map(stemOf));
  for (const { name } of gates) {
    if (!figures.has(name) && !(stems.has(stemOf(name)) && name !== stemOf(name))) {
      throw unknownFigure(name, figures);
    }
  }
}

function unknownFigure(name: string, figures: Figures): MaskpredError {
  const names = [...figures.keys()].filter((known) => !/\.(low|high)(@|$)/.test(known));
  return new MaskpredError(
    'INVALID_ARGUMENT',
    `--gate ${name}: there is no such figure. There is: ${names.join(', ')}; and .low and .high of those with an interval.`,
  );
}

function stemOf(name: string): string {
  return name.replace(/[.@].*$/s, '');
}

function classificationFigures(evaluation: ClassificationEvaluation): Figures {
  const figures: Figures = new Map();
  const { size, accuracy, balancedAccuracy, logLoss, calibration } = evaluation;
  figures.set('size', size);
  addEstimate(figures, 'accuracy', accuracy);
  addEstimate(figures, 'balancedAccuracy', balancedAccuracy);
  figures.set('logLoss', logLoss);
  figures.set('ece', calibration.ece);
  for (const { label, support, precision, recall, f1, averagePrecision, rocAuc } of evaluation.perLabel) {
    figures.set(`support.${label}`, support);
    addEstimate(figures, `precision.${label}`, precision);
    addEstimate(figures, `recall.${label}`, recall);
    addEstimate(figures, `f1.${label}`, f1);
    figures.set(`averagePrecision.${label}`, averagePrecision);
    if (rocAuc !== undefined) figures.set(`rocAuc.${label}`, rocAuc);
  }
  for (const group of [...evaluation.bySize, ...evaluation.bySource]) {
    addEstimate(figures, 'accuracy', group.accuracy, `@${group.name}`);
    figures.set(`balancedAccuracy@${group.name}`, group.balancedAccuracy);
  }
  return figures;
}

function sceneFigures(evaluation: SceneEvaluation): Figures {
  const figures: Figures = new Map();
  figures.set('size', evaluation.size);
  for (const metrics of evaluation.bySize) addSceneSize(figures, metrics);
  if (evaluation.medianMs !== undefined) figures.set('medianMs', evaluation.medianMs);
  return figures;
}

function addSceneSize(figures: Figures, metrics: SceneSizeMetrics): void {
  const at = `@${metrics.minSize}`;
  const { labelAp = [], labelAccuracyByTruth = [], errors } = metrics;
  figures.set(`faces${at}`, metrics.faces);
  addEstimate(figures, 'recall', metrics.recall, at);
  addEstimate(figures, 'precision', metrics.precision, at);
  figures.set(`faceAp${at}`, metrics.faceAp);
  for (const { label, recall } of metrics.recallByLabel) addEstimate(figures, `recall.${label}`, recall, at);
  if (metrics.map50 !== undefined) figures.set(`map50${at}`, metrics.map50);
  for (const { label, ap } of labelAp) figures.set(`ap.${label}${at}`, ap);
  if (metrics.labelAccuracy) addEstimate(figures, 'labelAccuracy', metrics.labelAccuracy, at);
  if (metrics.balancedLabelAccuracy !== undefined) {
    figures.set(`balancedLabelAccuracy${at}`, metrics.balancedLabelAccuracy);
  }
  for (const { label, accuracy } of labelAccuracyByTruth) {
    addEstimate(figures, `labelAccuracy.${label}`, accuracy, at);
  }
  figures.set(`missed${at}`, errors.missed);
  figures.set(`falseFaces${at}`, errors.falseFaces);
  if (metrics.labelAccuracy) figures.set(`wrongLabels${at}`, errors.wrongLabels);
}

function addEstimate(figures: Figures, name: string, { value, low, high }: Estimate, at = ''): void {
  figures.set(`${name}${at}`, value);
  figures.set(`${name}.low${at}`, low);
  figures.set(`${name}.high${at}`, high);
}

/** So many digits that count. */
function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count)));
}
