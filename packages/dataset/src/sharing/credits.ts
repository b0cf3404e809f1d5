import { type LicenseTerms, licenseTerms } from './license-terms.js';
import type { SharedPicture } from './shared-picture.js';

export interface CreditsOptions {
  /** Count a licence that only a search filter or a list claims as known. @default false */
  readonly acceptClaimed?: boolean;
}

/** Why a picture keeps its set from being published. */
export type CreditProblem = 'license-unknown' | 'license-only-claimed' | 'no-derivatives' | 'no-page';

/** What is said of one picture. */
export interface Credit {
  readonly picture: SharedPicture;
  readonly terms: LicenseTerms;
  /** What was made of it: crops, or nothing but labels. */
  readonly isChanged: boolean;
  readonly problems: readonly CreditProblem[];
}

export interface Credits {
  readonly entries: readonly Credit[];
  /** Whether every licence is known and allows passing the set on. Rights of the people shown are another matter. */
  readonly isPublishable: boolean;
  /** Pictures by problem; kinds without any are absent. */
  readonly problems: ReadonlyMap<CreditProblem, number>;
  /** Some licence forbids commercial use. */
  readonly isNonCommercial: boolean;
  /** Some licence asks that what is made from its picture goes under the same licence. */
  readonly isShareAlike: boolean;
}

/**
 * Who has to be named for a data set, and whether its licences let it be published with its pictures.
 * @example
 * const { isPublishable, problems } = creditsOf(parseSharedPictures(text));
 * console.log(isPublishable, problems); // false Map(1) { 'license-unknown' => 3 }
 */
export function creditsOf(pictures: readonly SharedPicture[], options: CreditsOptions = {}): Credits {
  const { acceptClaimed = false } = options;
  const entries = pictures.map((picture): Credit => {
    const terms = licenseTerms(picture.license.id);
    const isChanged = (picture.crops?.length ?? 0) > 0;
    return { picture, terms, isChanged, problems: problemsOf(picture, terms, isChanged, acceptClaimed) };
  });
  const problems = new Map<CreditProblem, number>();
  for (const problem of entries.flatMap((entry) => entry.problems)) {
    problems.set(problem, (problems.get(problem) ?? 0) + 1);
  }
  return {
    entries,
    isPublishable: problems.size === 0,
    problems,
    isNonCommercial: entries.some(({ terms }) => terms.isNonCommercial),
    isShareAlike: entries.some(({ terms }) => terms.isShareAlike),
  };
}

function problemsOf(
  { license, url, pageUrl }: SharedPicture,
  terms: LicenseTerms,
  isChanged: boolean,
  acceptClaimed: boolean,
): CreditProblem[] {
  if (license.status === 'unknown' || license.id === 'unknown') return ['license-unknown'];
  const problems: CreditProblem[] = [];
  if (license.status === 'claimed' && !acceptClaimed) problems.push('license-only-claimed');
  if (terms.isNoDerivatives && isChanged) problems.push('no-derivatives');
  if (terms.needsCredit && pageUrl === undefined && url === undefined) problems.push('no-page');
  return problems;
}
