import type {
  ClassificationEvaluation,
  EpochRecord,
  Estimate,
  Proportion,
  SceneEvaluation,
  SceneSizeMetrics,
} from '@maskpred/core';

/** A share of 20 things with a rough interval around it. */
function share(value: number, size = 20): Proportion {
  return { value, low: Math.max(0, value - 0.08), high: Math.min(1, value + 0.05), size };
}

/** An evaluation with these labels: each row has 40 pictures, of which one is called the next label. */
export function evaluationOf(labels: readonly string[], points = 50): ClassificationEvaluation {
  const confusion = labels.map((_, i) =>
    labels.map((_, j) => (i === j ? 39 : j === (i + 1) % labels.length ? 1 : 0)),
  );
  const size = labels.length * 40;
  const bins = Array.from({ length: 15 }, (_, i) => ({
    low: i / 15,
    high: (i + 1) / 15,
    confidence: (i + 0.5) / 15,
    accuracy: i / 14,
    size: 8,
  }));
  return {
    formatVersion: 1,
    kind: 'classification',
    labels,
    size,
    accuracy: { value: 0.975, low: 0.929, high: 0.991, size },
    balancedAccuracy: { value: 0.964, low: 0.91, high: 0.99 },
    logLoss: 0.0871,
    perLabel: labels.map((label) => ({
      label,
      support: 40,
      precision: share(0.975),
      recall: share(0.9512),
      f1: share(0.97),
      averagePrecision: 0.991,
      rocAuc: 0.993,
    })),
    confusion,
    curves: labels.map((label) => ({
      label,
      points: Array.from({ length: points }, (_, i) => {
        const x = i / (points - 1);
        return {
          threshold: 1 - x,
          recall: Math.sqrt(x),
          precision: 1 - 0.5 * x ** 4,
          falsePositiveRate: x ** 4,
        };
      }),
    })),
    calibration: { ece: 0.0123, bins },
    uncalibrated: { ece: 0.0456, bins },
    bySize: [{ name: '24-48', accuracy: share(0.91), balancedAccuracy: 0.9 }],
    bySource: [{ name: 'commons', accuracy: share(0.93), balancedAccuracy: 0.92 }],
  };
}

/** What is left when there was no picture at all. */
export function emptyEvaluation(labels: readonly string[]): ClassificationEvaluation {
  const unknown: Estimate = { value: NaN, low: 0, high: 1 };
  const none = { ...unknown, size: 0 };
  return {
    ...evaluationOf(labels),
    size: 0,
    accuracy: none,
    balancedAccuracy: unknown,
    logLoss: NaN,
    perLabel: labels.map((label) => ({
      label,
      support: 0,
      precision: none,
      recall: none,
      f1: unknown,
      averagePrecision: NaN,
    })),
    confusion: labels.map(() => labels.map(() => 0)),
    curves: [],
    calibration: { ece: 0, bins: [] },
    bySize: [],
    bySource: [],
  };
}

/** Two phases of training, without accuracy where `isDetector`. */
export function historyOf(isDetector = false): EpochRecord[] {
  return ['head', 'fine-tune'].flatMap((phase) =>
    [0, 1, 2].map((epoch) => ({
      phase,
      epoch,
      loss: 1 / (epoch + 1),
      learningRate: 0.001,
      durationMs: 1500,
      ...(isDetector ? { valAp: 0.8 + epoch / 50 } : { accuracy: 0.9, valLoss: 0.5, valAccuracy: 0.877 }),
    })),
  );
}

/** Scenes with these labels; without any, of a detector alone. */
export function scenesOf(labels: readonly string[]): SceneEvaluation {
  const bySize = [16, 24, 48].map((minSize): SceneSizeMetrics => ({
    minSize,
    faces: 200 - minSize,
    recall: share(0.7 + minSize / 200),
    precision: share(0.9),
    faceAp: 0.876,
    ...(labels.length > 0
      ? {
          labelAp: labels.map((label) => ({ label, ap: 0.812, faces: 30 })),
          map50: 0.834,
          labelAccuracy: share(0.95),
          balancedLabelAccuracy: 0.94,
        }
      : {}),
    recallByLabel: labels.map((label) => ({ label, recall: share(0.91) })),
    errors: { missed: 31, falseFaces: 17, wrongLabels: 7 },
    curve: [
      { score: 0.9, recall: 0.4, precision: 1 },
      { score: 0.5, recall: 0.8, precision: 0.9 },
    ],
  }));
  return {
    formatVersion: 1,
    kind: 'scenes',
    labels,
    size: 126,
    minScore: 0.5,
    minIou: 0.5,
    medianMs: 214,
    bySize,
  };
}
