import type { SceneSizeMetrics } from '@maskpred/core';
import type { TrainedDetector } from '@maskpred/detector/train';

/** What a detector's metadata.json says. The constants of its scores are in model.json. */
export interface DetectorMetadata {
  readonly formatVersion: 1;
  readonly kind: 'ssd-mobilenet-v1';
  readonly trainedAt: string;
  readonly packageVersion: string;
  readonly training: {
    readonly engine: string;
    readonly settings: Readonly<Record<string, number>>;
    readonly trainingSet: string;
    readonly counts: TrainedDetector['counts'];
    /** Epochs that were done, by phase, and the best of each. */
    readonly phases: readonly { readonly phase: string; readonly epochs: number; readonly bestAp?: number }[];
    readonly isStopped: boolean;
  };
  /** On the scenes that were kept out; `[]` where none were. */
  readonly metrics: readonly DetectorMetrics[];
}

/** The figures of faces of one smallest size. */
export type DetectorMetrics = Pick<SceneSizeMetrics, 'minSize' | 'faces' | 'recall' | 'precision' | 'faceAp'>;

/** @param settings - what the result depends on, besides scenes and start. */
export function describeDetector(
  trained: TrainedDetector,
  settings: Readonly<Record<string, number>>,
  packageVersion: string,
): DetectorMetadata {
  const { history, counts, trainingSet, isStopped, evaluation, engine } = trained;
  const phases = [...new Set(history.map(({ phase }) => phase))].map((phase) => {
    const records = history.filter((record) => record.phase === phase);
    const aps = records.flatMap(({ valAp }) => (valAp === undefined ? [] : [valAp]));
    return { phase, epochs: records.length, ...(aps.length === 0 ? {} : { bestAp: Math.max(...aps) }) };
  });
  return {
    formatVersion: 1,
    kind: 'ssd-mobilenet-v1',
    trainedAt: new Date().toISOString(),
    packageVersion,
    training: { engine, settings, trainingSet, counts, phases, isStopped },
    metrics: (evaluation?.bySize ?? []).map(({ minSize, faces, recall, precision, faceAp }) => ({
      minSize,
      faces,
      recall,
      precision,
      faceAp,
    })),
  };
}

/** MODEL_CARD.md of a detector that was just trained. */
export function formatDetectorCard(metadata: DetectorMetadata): string {
  const { training, metrics, packageVersion, trainedAt } = metadata;
  const { counts, settings, phases, engine, trainingSet } = training;
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const results =
    metrics.length === 0
      ? ['Trained on every scene: nothing was kept out, so nothing is claimed here.']
      : [
          `Measured on ${counts.val.scenes} scenes kept out of training; they chose the best epoch and calibrated the scores, so`,
          'figures of other scenes may be a little lower. IoU 0.5, score at least 0.5.',
          '',
          '| faces, shorter side | number | recall | precision | average precision |',
          '|---|---|---|---|---|',
          ...metrics.map(
            ({ minSize, faces, recall, precision, faceAp }) =>
              `| at least ${minSize} px | ${faces} | ${percent(recall.value)} | ${percent(precision.value)} | ${faceAp.toFixed(3)} |`,
          ),
        ];
  return [
    '# Model card',
    '',
    `SSD MobileNetV1 that finds faces, masked or bare. Trained with maskpred ${packageVersion} on ${trainedAt}, engine ${engine}.`,
    '',
    '## Data',
    '',
    `${counts.train.scenes} scenes with ${counts.train.faces} boxed faces; hash of the set ${trainingSet.slice(0, 16)}….`,
    '',
    '## Training',
    '',
    `${phases.map(({ phase, epochs }) => `${phase}: ${epochs} epochs`).join('; ')}. Settings: ${Object.entries(
      settings,
    )
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}.`,
    '',
    '## Results',
    '',
    ...results,
    '',
    'Boxes are drawn as those of the training scenes are; a score is the measured chance of being a face.',
    '',
  ].join('\n');
}
