/** What a licence asks of those who pass a picture on. */
export interface LicenseTerms {
  /** As people write it: `CC BY-SA 3.0`. */
  readonly name: string;
  /** Its text, where it is known. */
  readonly url?: string;
  /** The creator has to be named. */
  readonly needsCredit: boolean;
  readonly isNonCommercial: boolean;
  /** What is made from the picture (a crop, a drawing on it) may not be passed on. */
  readonly isNoDerivatives: boolean;
  /** What is made from the picture has to be passed on under the same licence. */
  readonly isShareAlike: boolean;
}

const CREATIVE_COMMONS = /^(by(?:-nc)?(?:-nd|-sa)?)(?:-(\d\.\d))?(?:-([a-z]{2,10}))?$/;
const FREE = {
  needsCredit: false,
  isNonCommercial: false,
  isNoDerivatives: false,
  isShareAlike: false,
} as const;

/**
 * The terms of a licence by its id (`by-sa-4.0`, `cc0-1.0`, `pdm-1.0`); of an id that is none of Creative Commons, the
 * strictest are assumed but for non-commercial use: credit, and no works made from it.
 */
export function licenseTerms(id: string): LicenseTerms {
  if (/^cc0(-|$)/.test(id)) {
    return { name: 'CC0 1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/', ...FREE };
  }
  if (/^(pdm|pd|public-domain)(-|$)/.test(id)) {
    return { name: 'Public domain', url: 'https://creativecommons.org/publicdomain/mark/1.0/', ...FREE };
  }
  const [, kind, version, port] = CREATIVE_COMMONS.exec(id) ?? [];
  if (kind === undefined) {
    return {
      name: id,
      needsCredit: true,
      isNonCommercial: false,
      isNoDerivatives: true,
      isShareAlike: false,
    };
  }
  const name = ['CC', kind.toUpperCase(), version, port?.toUpperCase()].filter(Boolean).join(' ');
  const place = [kind, version, port].filter(Boolean).join('/');
  return {
    name,
    ...(version ? { url: `https://creativecommons.org/licenses/${place}/` } : {}),
    needsCredit: true,
    isNonCommercial: kind.includes('nc'),
    isNoDerivatives: kind.includes('nd'),
    isShareAlike: kind.includes('sa'),
  };
}
