import { evaluateClassifications } from '@maskpred/classifier/evaluation';
import type { TrainResult } from '@maskpred/classifier/train';
import type { Engine, EngineName } from '@maskpred/core/tfjs';
import type { ReportedOptions, ReportFiles } from '../report/report-input.js';

/** What a training report is about. */
export interface TrainedModel {
  /** The folder that was trained on, as the user named it. */
  readonly data: string;
  readonly result: TrainResult;
  readonly options: ReportedOptions;
  readonly version: string;
  /** Of the whole run, milliseconds. */
  readonly durationMs: number;
}

/** `report.html` and, where pictures were kept out, `evaluation.json` and `confusion-matrix.png`: for the model folder. */
export async function formatTrainingReport(model: TrainedModel): Promise<ReportFiles> {
  const { formatTrainingFiles } = await import('../report/report-files.js');
  const { data, result, options, version, durationMs } = model;
  const { metadata, history, heldOut, heldOutUncalibrated, skipped, conflicts } = result;
  const { labels, seed, trainingSet } = metadata;
  return formatTrainingFiles({
    data,
    options,
    durationMs,
    ...describeEngines(result, version),
    skipped: skipped.map(({ id, error }) => ({ image: id, message: error.message })),
    conflicts: conflicts.map(({ ids, labels: of }) => ({ images: ids, labels: of })),
    metadata,
    history,
    counts: labels.map((label) => ({
      label,
      train: trainingSet.perLabel[label]!,
      heldOut: heldOut.filter(({ truth }) => truth === label).length,
    })),
    ...(heldOut.length > 0
      ? {
          evaluation: evaluateClassifications(heldOut, {
            labels,
            seed,
            uncalibrated: heldOutUncalibrated,
          }),
        }
      : {}),
  });
}

/** What the features were computed on and what was trained on, and the version of each. */
export function describeEngines(
  { engine, trainingEngine }: Pick<TrainResult, 'engine' | 'trainingEngine'>,
  version: string,
): { readonly engine: string; readonly versions: Readonly<Record<string, string>> } {
  const isOne = engine.name === trainingEngine.name;
  return {
    engine: isOne ? engine.name : `${engine.name} for the features, ${trainingEngine.name} for the training`,
    versions: {
      maskpred: version,
      ...Object.fromEntries([engine, trainingEngine].map((each) => [runtimeOf(each), each.version])),
      'Node.js': process.versions.node,
    },
  };
}

const runtimeOf = ({ name }: Engine) => (name === 'onnx' ? 'ONNX Runtime' : 'TensorFlow.js');

/**
 * Writes the pictures that were called something else than they are, with what the model looked at, beside the model folder
 * and not into it: a model that is published takes no photographs along.
 * @returns the page.
 */
export async function writeMistakesOf(
  out: string,
  { data, result }: TrainedModel,
  options: { readonly engine?: EngineName | 'auto'; readonly signal: AbortSignal },
): Promise<string> {
  const { picturesFolderOf, writeMistakes } = await import('../report/galleries.js');
  return writeMistakes(picturesFolderOf(out), {
    root: data,
    predictions: result.heldOut,
    model: out,
    ...options,
  });
}
