import type { FindingDraft } from './finding.js';
import type { SurveyedPicture } from './survey.js';
import type { CheckThresholds } from './thresholds.js';

/** The endings that files of a format have. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  webp: ['webp'],
  gif: ['gif'],
  avif: ['avif'],
  heif: ['avif', 'heif', 'heic'],
  tiff: ['tif', 'tiff'],
};

/** What is worth a look in one picture by itself, whatever it shows. */
export function checkPicture(
  { path, facts, error }: SurveyedPicture,
  limits: CheckThresholds,
  isCrop: boolean,
): FindingDraft[] {
  if (error) return [{ kind: 'unreadable', path, message: `cannot be read: ${error.message}` }];
  if (!facts) return [];
  const findings: FindingDraft[] = [];
  const endings = ENDINGS[facts.format];
  const ending = path.split('.').at(-1)!.toLowerCase();
  if (endings && !endings.includes(ending)) {
    findings.push({
      kind: 'wrong-extension',
      path,
      message: `is a ${facts.format} file, but its name ends in .${ending}`,
    });
  }
  const shorter = Math.min(facts.width, facts.height);
  const aspect = Math.max(facts.width, facts.height) / shorter;
  const size = `${facts.width} x ${facts.height}`;
  const below = (kind: FindingDraft['kind'], value: number, threshold: number, message: string) => {
    if (value < threshold) findings.push({ kind, path, message, value, threshold });
  };
  const above = (kind: FindingDraft['kind'], value: number, threshold: number, message: string) => {
    if (value > threshold) findings.push({ kind, path, message, value, threshold });
  };
  const { brightest, darkest, sharpness } = facts;
  const range = brightest - darkest;
  below('tiny', shorter, limits.minSize, `only ${size} pixels`);
  below('dark', brightest, limits.minBrightest, `95 % of it are below ${brightest.toFixed(0)} of 255`);
  above('bright', darkest, limits.maxDarkest, `95 % of it are above ${darkest.toFixed(0)} of 255`);
  below('flat', range, limits.minRange, `90 % of it lie within ${range.toFixed(0)} of 255 grey values`);
  // What is tiny or flat has no edges that could be sharp.
  if (shorter >= limits.minSize && range >= limits.minRange) {
    below('blurred', sharpness, limits.minSharpness, `sharpness ${sharpness.toFixed(2)}, usual is 0.45`);
  }
  if (isCrop)
    above('extreme-aspect', aspect, limits.maxAspect, `sides of ${size}, ${aspect.toFixed(1)} to 1`);
  return findings;
}
