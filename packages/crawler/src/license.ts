import { assertArgument, type License } from '@maskpred/core';
import { isNoLicense, type LicenseParts, readLicenseText, readLicenseUrl } from './license-text.js';

/** The licences that can be asked for, without version. */
export const LICENSE_KINDS = [
  'cc0',
  'pdm',
  'by',
  'by-sa',
  'by-nc',
  'by-nd',
  'by-nc-sa',
  'by-nc-nd',
  'sampling+',
  'nc-sampling+',
] as const;

export type LicenseKind = (typeof LICENSE_KINDS)[number];

export interface NormalizeLicenseOptions {
  /** The address of its text, where that is given apart. It has to agree with what is said in words. */
  readonly url?: string | undefined;
  /** How it is known. @default 'claimed' */
  readonly status?: Exclude<License['status'], 'unknown'>;
}

const UNKNOWN = 'unknown';

/**
 * The licence that a text or an address names. The whole text has to be understood: one word too many, or words and address
 * that contradict each other, and it is `unknown`. Public domain without a mark of Creative Commons is `pd`; licences of
 * other families keep their name (`gfdl-1.2`), and several to choose from stand side by side (`gfdl or by-sa-3.0`).
 *
 * @example
 * normalizeLicense('CC BY-SA 3.0 DE').id; // 'by-sa-3.0-de'
 * normalizeLicense('http://creativecommons.org/licenses/by/2.0/deed.en').url; // 'https://creativecommons.org/licenses/by/2.0/'
 * normalizeLicense('All rights reserved'); // { id: 'unknown', status: 'unknown' }
 */
export function normalizeLicense(
  value: string | undefined,
  { url, status = 'claimed' }: NormalizeLicenseOptions = {},
): License {
  const text = value?.trim() ?? '';
  const given = [url, text].map(absoluteUrl).find((address) => address !== undefined);
  const ids = reconcile(text, url?.trim() ?? '');
  const address = (ids.length === 1 ? canonicalUrl(ids[0]!) : undefined) ?? given;
  return {
    id: ids.length > 0 ? ids.map(idOf).join(' or ') : UNKNOWN,
    ...(address ? { url: address } : {}),
    status: ids.length > 0 ? status : UNKNOWN,
  };
}

/** The licence of a picture of which nobody says anything. */
export const UNKNOWN_LICENSE: License = Object.freeze({ id: UNKNOWN, status: UNKNOWN });

/**
 * Whether a licence is one of those that are wanted, in any version and for any legal system. An unknown one never is; of
 * several to choose from, all have to be wanted. `pdm` covers public domain without a mark.
 *
 * @param allowed - of {@link LICENSE_KINDS}.
 * @example
 * matchesLicense({ id: 'by-sa-3.0-de', status: 'verified' }, ['cc0', 'by-sa']); // true
 * matchesLicense({ id: 'unknown', status: 'unknown' }, ['cc0', 'by-sa']); // false
 */
export function matchesLicense({ id, status }: License, allowed: readonly string[]): boolean {
  if (status === UNKNOWN || id === UNKNOWN) return false;
  return id.split(' or ').every((one) => {
    const kind = one.replace(/-\d\.\d.*$/, '');
    return allowed.includes(kind === 'pd' ? 'pdm' : kind);
  });
}

/** @throws {MaskpredError} INVALID_ARGUMENT for a licence that is none of {@link LICENSE_KINDS}, and for none at all. */
export function assertLicenseKinds(licenses: readonly string[]): asserts licenses is readonly LicenseKind[] {
  const known = `Known are ${LICENSE_KINDS.join(', ')}, without version`;
  assertArgument(licenses.length > 0, `licenses names at least one licence. ${known}.`);
  for (const license of licenses) {
    assertArgument(
      (LICENSE_KINDS as readonly string[]).includes(license),
      `licenses: ${JSON.stringify(license)} is not known. ${known}.`,
    );
  }
}

/** One licence, several to choose from, or none that is understood. */
function reconcile(text: string, url: string): LicenseParts[] {
  const fromUrl = url === '' ? undefined : readLicenseUrl(url);
  if (isNoLicense(text)) return fromUrl ? [fromUrl] : [];
  const fromText = readText(text);
  if (!fromUrl || fromText.length === 0) return fromText;
  // an address next to several licences is that of one of them
  if (fromText.length > 1) return fromText.some((one) => merge(one, fromUrl)) ? fromText : [];
  const merged = merge(fromText[0]!, fromUrl);
  return merged ? [merged] : [];
}

function readText(text: string): LicenseParts[] {
  if (/^(?:https?:)?\/\//i.test(text)) {
    const parts = readLicenseUrl(text);
    return parts ? [parts] : [];
  }
  const pieces = text.split(/\s+or\s+|\s*[/|;]\s*|,\s+/i).map(readLicenseText);
  if (pieces.length > 1 && pieces.every((piece) => piece !== undefined)) {
    const different = new Map(pieces.map((piece) => [idOf(piece), piece]));
    return [...different.values()];
  }
  const one = readLicenseText(text);
  return one ? [one] : [];
}

/** What two statements say together; undefined when they contradict each other. */
function merge(a: LicenseParts, b: LicenseParts): LicenseParts | undefined {
  if (a.kind === 'pd' && /^(?:pdm?|cc0)$/.test(b.kind)) return b;
  if (b.kind === 'pd' && /^(?:pdm|cc0)$/.test(a.kind)) return a;
  if (a.kind !== b.kind) return undefined;
  if (a.version && b.version && a.version !== b.version) return undefined;
  if (a.port && b.port && a.port !== b.port) return undefined;
  return { ...a, ...b };
}

function idOf({ kind, version, port }: LicenseParts): string {
  return [kind, version, port].filter((part) => part !== undefined).join('-');
}

function canonicalUrl({ kind, version, port }: LicenseParts): string | undefined {
  const base = 'https://creativecommons.org';
  if (kind === 'cc0') return `${base}/publicdomain/zero/1.0/`;
  if (kind === 'pdm') return `${base}/publicdomain/mark/1.0/`;
  if (!version || !(LICENSE_KINDS as readonly string[]).includes(kind)) return undefined;
  // the oldest one has its words in another order
  const name = kind === 'by-nc-nd' && version === '1.0' ? 'by-nd-nc' : kind;
  return `${base}/licenses/${[name, version, port].filter(Boolean).join('/')}/`;
}

function absoluteUrl(text: string | undefined): string | undefined {
  const absolute = text?.trim().replace(/^\/\//, 'https://') ?? '';
  return /^https?:\/\//i.test(absolute) && URL.canParse(absolute) ? new URL(absolute).href : undefined;
}
