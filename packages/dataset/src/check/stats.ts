import { type Annotation, shorterSide } from '@maskpred/core';
import type { DatasetLayout } from './layout.js';
import type { Survey, SurveyedPicture } from './survey.js';

/** How many of something there are. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

/** A spread of values; nothing but zeros of no values. */
export interface Spread {
  readonly min: number;
  /** The value that 5 % are below. */
  readonly low: number;
  readonly median: number;
  /** The value that 5 % are above. */
  readonly high: number;
  readonly max: number;
}

export interface DatasetStats {
  readonly layout: DatasetLayout;
  readonly pictures: number;
  /** Of these, such as cannot be read. */
  readonly unreadable: number;
  /** Of all files that can be read. */
  readonly byteLength: number;
  /** Labels of pictures (ImageFolder) or of boxes (scenes), most frequent first. */
  readonly labels: readonly Count[];
  /** Labelled boxes; 0 but in scenes. */
  readonly boxes: number;
  /** Pictures by their shorter side, pixels, in the order of {@link SIZE_STEPS}. */
  readonly pictureSizes: readonly Count[];
  /** Faces by the shorter side of the box, or of the crop. */
  readonly faceSizes: readonly Count[];
  readonly formats: readonly Count[];
  /** Image sources of the crawl; `unknown` for pictures that no manifest names. */
  readonly sources: readonly Count[];
  /** Licence ids with their status, such as `by-2.0 (verified)`. */
  readonly licenses: readonly Count[];
  readonly width: Spread;
  readonly height: Spread;
  /** See `PictureMeasures`. */
  readonly sharpness: Spread;
  readonly brightness: Spread;
  readonly contrast: Spread;
}

/** Bounds of the size classes, pixels: those at which results are reported, and doublings. */
export const SIZE_STEPS: readonly number[] = Object.freeze([16, 24, 48, 96, 192, 384, 768]);

/**
 * What a data set consists of.
 * @example
 * const stats = describeDataset(await surveyDataset('data/train'));
 * console.log(stats.labels); // [ { name: 'mask', count: 1671 }, { name: 'no-mask', count: 1507 } ]
 */
export function describeDataset({ layout, pictures }: Survey): DatasetStats {
  const readable = pictures.flatMap(({ facts }) => (facts ? [facts] : []));
  const annotations = pictures.flatMap(({ annotations }) => annotations?.annotations ?? []);
  const isScenes = layout === 'scenes';
  const labels = isScenes ? annotations.map(({ label }) => label) : pictures.flatMap(labelOf);
  return {
    layout,
    pictures: pictures.length,
    unreadable: pictures.length - readable.length,
    byteLength: readable.reduce((sum, { byteLength }) => sum + byteLength, 0),
    labels: countNames(labels),
    boxes: annotations.length,
    pictureSizes: countSizes(readable.map(({ width, height }) => Math.min(width, height))),
    faceSizes: countSizes(faceSides(layout, pictures, annotations)),
    formats: countNames(readable.map(({ format }) => format)),
    sources: countNames(pictures.map(({ provenance }) => provenance?.source ?? 'unknown')),
    licenses: countNames(pictures.map(licenseOf)),
    width: spread(readable.map(({ width }) => width)),
    height: spread(readable.map(({ height }) => height)),
    sharpness: spread(readable.map(({ sharpness }) => sharpness)),
    brightness: spread(readable.map(({ brightness }) => brightness)),
    contrast: spread(readable.map(({ contrast }) => contrast)),
  };
}

function labelOf({ label }: SurveyedPicture): string[] {
  return label === undefined ? [] : [label];
}

function licenseOf({ provenance }: SurveyedPicture): string {
  if (!provenance || provenance.license.status === 'unknown') return 'unknown';
  return `${provenance.license.id} (${provenance.license.status})`;
}

function faceSides(
  layout: DatasetLayout,
  pictures: readonly SurveyedPicture[],
  annotations: readonly Annotation[],
): number[] {
  if (layout === 'scenes') return annotations.map(({ box }) => shorterSide(box));
  if (layout === 'pictures') return [];
  return pictures.flatMap(({ facts }) => (facts ? [Math.min(facts.width, facts.height)] : []));
}

/** Most frequent first, then by name. */
function countNames(names: readonly string[]): Count[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function countSizes(sides: readonly number[]): Count[] {
  const names = ['below 16', ...SIZE_STEPS.map((low, i) => sizeName(low, SIZE_STEPS[i + 1]))];
  const counts = new Array<number>(names.length).fill(0);
  for (const side of sides) counts[SIZE_STEPS.filter((low) => side >= low).length]!++;
  return names.map((name, i) => ({ name, count: counts[i]! }));
}

function sizeName(low: number, next: number | undefined): string {
  return next === undefined ? `${low} and more` : `${low} to ${next - 1}`;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { min: at(0), low: at(0.05), median: at(0.5), high: at(0.95), max: at(1) };
}
