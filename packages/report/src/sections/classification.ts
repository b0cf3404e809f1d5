import type { ClassificationEvaluation } from '@maskpred/core';
import { formatCount, formatInterval, formatNumber, formatShare } from '../numbers.js';
import { renderCalibration } from './calibration.js';
import { renderConfusion } from './confusion.js';
import { renderCurves, renderThresholds } from './curves.js';
import { renderGroups } from './groups.js';
import { renderLabels } from './labels.js';
import type { Figure, Section } from './summary.js';

/** Labels on fewer pictures than this are named among the limits: a recall of 90 % is known to within 10 % from about 35 on. */
const FEW_PICTURES = 35;

/** The figures in one sentence; `which` is said after `pictures`. */
export function classificationSummary(
  { accuracy, confusion, size }: ClassificationEvaluation,
  which = '',
): string {
  const right = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
  const pictures = `${size === 1 ? 'picture' : 'pictures'}${which} ${size === 1 ? 'was' : 'were'}`;
  return `${formatCount(right)} of ${formatCount(size)} ${pictures} called what they show: ${formatShare(accuracy.value)} (95 % interval ${formatInterval(accuracy)}).`;
}

/** What stands on top of a report on labelled crops. */
export function classificationFigures(evaluation: ClassificationEvaluation, which = ''): Figure[] {
  const { accuracy, balancedAccuracy, calibration, uncalibrated, size } = evaluation;
  return [
    { name: 'accuracy', value: formatShare(accuracy.value), detail: formatInterval(accuracy) },
    {
      name: 'balanced accuracy',
      value: formatShare(balancedAccuracy.value),
      detail: formatInterval(balancedAccuracy),
    },
    {
      name: 'calibration error',
      value: formatNumber(calibration.ece),
      ...(uncalibrated ? { detail: `${formatNumber(uncalibrated.ece)} before temperature` } : {}),
    },
    { name: 'log loss', value: formatNumber(evaluation.logLoss) },
    { name: `${size === 1 ? 'picture' : 'pictures'}${which}`, value: formatCount(size) },
  ];
}

/** The parts of a report on labelled crops. */
export async function classificationSections(evaluation: ClassificationEvaluation): Promise<Section[]> {
  const { perLabel, bySize, bySource } = evaluation;
  const occurring = perLabel.filter(({ support }) => support > 0);
  const curves = evaluation.curves.filter(({ label }) =>
    occurring.some((metrics) => metrics.label === label),
  );
  const size = {
    title: 'By size of the face',
    caption: 'Shorter side of the crop, pixels',
    name: 'size',
    groups: bySize,
  };
  const source = {
    title: 'By source',
    caption: 'Where the pictures come from',
    name: 'source',
    groups: bySource,
  };
  return [
    { title: 'What is taken for what', content: renderConfusion(evaluation) },
    { title: 'Label by label', content: renderLabels(perLabel) },
    { title: 'Curves', content: await renderCurves(curves, occurring) },
    { title: 'Thresholds', content: await renderThresholds(curves) },
    { title: 'How far a score can be trusted', content: await renderCalibration(evaluation) },
    ...[size, source].flatMap(({ title, caption, name, groups }) =>
      groups.length > 0 ? [{ title, content: renderGroups(caption, name, groups) }] : [],
    ),
  ];
}

/** What the figures cannot say. */
export function classificationLimits({
  perLabel,
  size,
  bySize,
  bySource,
}: ClassificationEvaluation): string[] {
  const few = perLabel
    .filter(({ support }) => support < FEW_PICTURES)
    .map(({ label, support }) => `${label} (${support})`);
  const unknown = [...(bySize.length === 0 ? ['size'] : []), ...(bySource.length === 0 ? ['source'] : [])];
  return [
    `The figures are of ${formatCount(size)} pictures and hold for pictures like them. Intervals are of 95 % and tell of chance alone, not of another camera or another crowd.`,
    ...(few.length > 0 ? [`There are few pictures of ${few.join(', ')}: their figures may be far off.`] : []),
    ...(unknown.length > 0
      ? [`Not broken down by ${unknown.join(' or ')}, since that is not known of these pictures.`]
      : []),
  ];
}
