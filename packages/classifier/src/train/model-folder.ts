import { GraphBuilder, type GraphModelFiles } from '@maskpred/core/tfjs';
import type { ModelMetadata } from '../metadata.js';
import { addBackbone, type EncodeKernel, FEATURE_LENGTH, type Weights } from './backbone.js';
import type { Head } from './head.js';
import { correctLogits } from './priors.js';

/** The files of a model folder, by name: `model.json`, its shards, `metadata.json`, `MODEL_CARD.md`. */
export type ModelFolder = GraphModelFiles;

/** What training leaves. */
export interface TrainedNetwork {
  readonly weights: Weights;
  readonly encodeKernel: EncodeKernel;
  readonly head: Head;
  /** How often it met each label. */
  readonly learnt: readonly number[];
}

/** The trained network as a model folder. Temperature and priors are folded into the head, so that plain softmax is calibrated. */
export function buildModelFolder(
  { weights, encodeKernel, head, learnt }: TrainedNetwork,
  metadata: ModelMetadata,
): ModelFolder {
  const { labels, temperature } = metadata;
  const priors = labels.map((label) => metadata.priors[label]!);
  const builder = new GraphBuilder();
  const features = addBackbone(builder, weights, encodeKernel);
  const logits = builder.dense('logits', {
    input: features,
    kernel: {
      name: 'head/kernel',
      shape: [FEATURE_LENGTH, labels.length],
      values: head.kernel.map((value) => value / temperature),
    },
    bias: {
      name: 'head/bias',
      shape: [labels.length],
      values: correctLogits(head.bias, temperature, priors, learnt),
    },
  });
  return {
    ...builder.build([builder.softmax('scores', logits)]),
    'metadata.json': `${JSON.stringify(metadata, null, 2)}\n`,
    'MODEL_CARD.md': formatModelCard(metadata),
  };
}

function formatModelCard(metadata: ModelMetadata): string {
  const { labels, trainingSet, metrics, seed, trainedAt, backbone, temperature, packageVersion } = metadata;
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const priors = labels.map((label) => `${label} ${metadata.priors[label]!.toFixed(2)}`).join(', ');
  const counts = labels.map((label) => `${label} ${trainingSet.perLabel[label] ?? 0}`).join(', ');
  const results = metrics
    ? [
        `Measured on ${metrics.accuracy.size} pictures kept out of training:`,
        '',
        '| | share | 95 % interval | pictures |',
        '|---|---|---|---|',
        ...[
          ['accuracy', metrics.accuracy] as const,
          ...labels.map((l) => [`recall of ${l}`, metrics.recall[l]!] as const),
        ].map(
          ([name, p]) =>
            `| ${name} | ${percent(p.value)} | ${percent(p.low)} to ${percent(p.high)} | ${p.size} |`,
        ),
        '',
        `Balanced accuracy ${percent(metrics.balancedAccuracy)}. Rows true, columns predicted (${labels.join(', ')}):`,
        '',
        ...metrics.confusion.map((row, i) => `- ${labels[i]}: ${row.join(', ')}`),
      ]
    : ['Trained on every picture: nothing was kept out, so nothing is claimed here.'];
  return [
    '# Model card',
    '',
    `MobileNetV2 1.0, 224 x 224, labels ${labels.join(', ')}. Trained with maskpred ${packageVersion} on ${trainedAt}, seed ${seed}.`,
    '',
    '## Data',
    '',
    `${trainingSet.size} pictures (${counts}); hash of the set ${trainingSet.sha256.slice(0, 16)}….`,
    '',
    '## Results',
    '',
    ...results,
    '',
    `Backbone ${backbone}, softmax temperature ${temperature}, priors ${priors}: folded into the last layer.`,
    '',
  ].join('\n');
}
