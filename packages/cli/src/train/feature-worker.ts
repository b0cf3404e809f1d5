import type { RawImage } from '@maskpred/core';
import { createFeatureExtractor, type FeatureExtractor, type FeatureView } from '@maskpred/classifier/train';
import type { EngineName } from '@maskpred/core/tfjs';
import { type Failure, failureOf } from '../failure.js';

/** Which network a thread runs. */
export interface FeatureSettings {
  /** @default the shipped model's own */
  readonly backbone?: string;
  readonly engine?: EngineName | 'auto';
}

/** What a thread is sent. */
export interface FeatureTask {
  readonly settings: FeatureSettings;
  readonly image: RawImage;
  readonly views: readonly FeatureView[];
}

/** Errors lose their code on the way between threads, so they go as data. */
export type FeatureReply =
  | { readonly engine: FeatureExtractor['engine']; readonly values: Float32Array[][] }
  | { readonly failure: Failure };

/** Of this thread, whose pool has one set of settings. */
let loaded: Promise<FeatureExtractor> | undefined;

/** The entry of each thread that computes features. */
export async function extractFeatures({ settings, image, views }: FeatureTask): Promise<FeatureReply> {
  try {
    const extractor = await (loaded ??= createFeatureExtractor(settings));
    return { engine: extractor.engine, values: await extractor.extract(image, views) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
