import type { EngineName } from '@maskpred/core/tfjs';
import { loadClassifier, type LoadedClassifier } from '@maskpred/classifier';
import { type ForeignModelSettings, pickForeignOptions } from './foreign-options.js';

/** Which classifier a command uses, as its options say. */
export interface ClassifierSettings extends ForeignModelSettings {
  readonly model?: string;
  readonly engine?: EngineName | 'auto';
}

/**
 * The classifier of a command.
 * @throws {MaskpredError} what loading a classifier throws.
 */
export function loadClassifierOf(settings: ClassifierSettings): Promise<LoadedClassifier> {
  const { model, engine } = settings;
  return loadClassifier(model, {
    ...pickForeignOptions(settings),
    ...(engine === undefined ? {} : { engine }),
  });
}
