import type { Proportion, SceneEvaluation, SceneSizeMetrics } from '@maskpred/core';
import { cornerOf } from '../charts/corner.js';
import { renderLineChart } from '../charts/line-chart.js';
import { renderStackedBarChart } from '../charts/stacked-bar-chart.js';
import { barStart, describeBars, renderEstimate } from '../estimate.js';
import { html, type Html } from '../html.js';
import { formatCount, formatNumber, formatShare } from '../numbers.js';
import { renderTable } from '../table.js';
import { thin } from '../thin.js';
import type { Section } from './summary.js';

/** Rows a size in the table of a curve; evaluation.json has every point. */
const MOST_ROWS = 21;

/** The parts of a report on whole scenes; `headline` is the size whose labels are told apart. */
export async function sceneSections(
  evaluation: SceneEvaluation,
  headline: SceneSizeMetrics,
): Promise<Section[]> {
  const { bySize } = evaluation;
  return [
    { title: 'By size of the face', content: renderSizes(bySize) },
    { title: 'Precision against recall', content: await renderSceneCurves(bySize) },
    { title: 'What the mistakes are', content: await renderErrors(bySize) },
    ...(headline.recallByLabel.length > 0
      ? [{ title: 'By label', content: renderSceneLabels(headline) }]
      : []),
  ];
}

const nameOf = ({ minSize }: SceneSizeMetrics) => `${minSize} px and more`;

function renderSizes(bySize: readonly SceneSizeMetrics[]): Html {
  const start = barStart(bySize.flatMap(({ recall, precision }) => [recall, precision]));
  const hasLabels = bySize.some(({ map50 }) => map50 !== undefined);
  return html`${renderTable({
      caption: 'Shorter side of the face',
      head: [
        'size',
        'faces',
        'recall',
        'precision',
        'face AP',
        ...(hasLabels ? ['mAP50', 'label right', 'balanced'] : []),
      ],
      rows: bySize.map((metrics) => [
        nameOf(metrics),
        formatCount(metrics.faces),
        renderEstimate(metrics.recall, start),
        renderEstimate(metrics.precision, start),
        formatNumber(metrics.faceAp),
        ...(hasLabels
          ? [
              formatNumber(metrics.map50),
              metrics.labelAccuracy ? renderEstimate(metrics.labelAccuracy, start) : formatShare(undefined),
              formatShare(metrics.balancedLabelAccuracy),
            ]
          : []),
      ]),
    })}
    <p class="note">
      Faces smaller than a size count neither for nor against it. Face AP: area under the precision-recall
      curve of the faces, whatever their
      label.${hasLabels ? ' mAP50: the mean of the same for each label. Label right: of the found faces.' : ''}
      ${describeBars(start)}
    </p>`;
}

async function renderSceneCurves(bySize: readonly SceneSizeMetrics[]): Promise<Html> {
  const series = bySize.map((metrics) => ({
    name: nameOf(metrics),
    points: metrics.curve.map(({ recall, precision }) => ({ x: recall, y: precision })),
  }));
  const side = cornerOf(series.map(({ points }) => points.map(({ x, y }) => ({ dx: 1 - x, dy: 1 - y }))));
  const chart = await renderLineChart({
    title: `Faces found, by smallest size${side < 1 ? ', upper right corner' : ''}`,
    alt: `Line chart, one line a size. Face AP: ${bySize.map((metrics) => `${nameOf(metrics)} ${formatNumber(metrics.faceAp)}`).join(', ')}.`,
    xTitle: 'recall',
    yTitle: 'precision',
    series,
    xDomain: [1 - side, 1],
    yDomain: [1 - side, 1],
    percent: 'xy',
    table: {
      caption: `Points of the curves, at most ${MOST_ROWS} a size; evaluation.json has all`,
      head: ['size', 'score from', 'recall', 'precision'],
      rows: bySize.flatMap((metrics) =>
        thin(metrics.curve, MOST_ROWS).map(({ score, recall, precision }) => [
          nameOf(metrics),
          formatNumber(score),
          formatShare(recall),
          formatShare(precision),
        ]),
      ),
    },
  });
  return html`<div class="charts">${chart}</div>`;
}

async function renderErrors(bySize: readonly SceneSizeMetrics[]): Promise<Html> {
  const hasLabels = bySize.some(({ labelAccuracy }) => labelAccuracy !== undefined);
  const chart = await renderStackedBarChart({
    title: 'Mistakes by smallest size',
    xTitle: 'shorter side of the face',
    yTitle: 'mistakes',
    parts: ['missed faces', 'false faces', ...(hasLabels ? ['wrong labels'] : [])],
    bars: bySize.map(({ minSize, errors }) => ({
      name: `${minSize} px`,
      values: [errors.missed, errors.falseFaces, ...(hasLabels ? [errors.wrongLabels] : [])],
    })),
  });
  return html`<div class="charts">${chart}</div>`;
}

function renderSceneLabels(metrics: SceneSizeMetrics): Html {
  const { minSize, recallByLabel, labelAp = [], labelAccuracyByTruth = [] } = metrics;
  const shares = [
    ...recallByLabel.map(({ recall }) => recall),
    ...labelAccuracyByTruth.map(({ accuracy }) => accuracy),
  ];
  const start = barStart(shares.filter(({ size }) => size > 0));
  const apOf = new Map(labelAp.map(({ label, ap }) => [label, ap]));
  const rightOf = new Map(labelAccuracyByTruth.map(({ label, accuracy }) => [label, accuracy]));
  const renderShare = (share: Proportion | undefined) =>
    share && share.size > 0 ? renderEstimate(share, start) : formatShare(undefined);
  const table = renderTable({
    caption: `Faces of ${minSize} px and more`,
    head: [
      'label',
      'faces',
      'found',
      ...(rightOf.size > 0 ? ['of these, label right'] : []),
      ...(apOf.size > 0 ? ['AP, label right'] : []),
    ],
    rows: recallByLabel.map(({ label, recall }) => [
      label,
      formatCount(recall.size),
      renderShare(recall),
      ...(rightOf.size > 0 ? [renderShare(rightOf.get(label))] : []),
      ...(apOf.size > 0 ? [formatNumber(apOf.get(label))] : []),
    ]),
  });
  return html`${table}
    <p class="note">${describeBars(start)}</p>`;
}
