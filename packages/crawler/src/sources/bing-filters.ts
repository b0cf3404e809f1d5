import { assertArgument, type License } from '@maskpred/core';
import type { ImageFilters } from '../source.js';
import { assertChoice } from './search-request.js';

/** The colours that Bing filters by. */
export const BING_COLORS = [
  'color',
  'bw',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
  'white',
  'gray',
  'black',
  'brown',
] as const;

const TYPES = { photo: 'photo-photo', illustration: 'photo-clipart' } as const;
const PEOPLE = { face: 'face-face', portrait: 'face-portrait' } as const;

/** The licence filters of Bing, the most licences first: L1 is public domain, L2 to L7 the six of Creative Commons. */
const LICENSE_TERMS: readonly {
  readonly term: string;
  readonly kinds: readonly string[];
  readonly id: string;
}[] = [
  ccTerm('license-L2_L3_L4_L5_L6_L7', ['by', 'by-sa', 'by-nd', 'by-nc', 'by-nc-sa', 'by-nc-nd']),
  ccTerm('license-L2_L3_L5_L6', ['by', 'by-sa', 'by-nc', 'by-nc-sa']),
  ccTerm('license-L2_L3_L4', ['by', 'by-sa', 'by-nd']),
  ccTerm('license-L2_L3', ['by', 'by-sa']),
  { term: 'license-L1', kinds: ['pdm'], id: 'pd' },
];

function ccTerm(term: string, kinds: readonly string[]) {
  return { term, kinds, id: kinds.join(' or ') };
}

/** What a search of Bing adds to its address, and what its licence filter claims of each result. */
export interface BingFilters {
  /** The value of `qft`: empty, or `+filterui:…` terms. */
  readonly qft: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly license: License;
}

/**
 * Bing's words for the filters. One licence filter can be asked for at a time: the widest that has wanted licences only.
 * @throws {MaskpredError} INVALID_ARGUMENT for a colour or licences that Bing cannot ask for.
 */
export function toBingFilters(filters: ImageFilters): BingFilters {
  const { size, type, color, people, maxAgeDays, licenses, language, safeSearch } = filters;
  const licenseTerm = licenses && findLicenseTerm(licenses);
  const terms = [
    size && `imagesize-${size}`,
    color !== undefined && colorTerm(color),
    type && TYPES[type],
    people && PEOPLE[people],
    maxAgeDays && `age-lt${Math.ceil(maxAgeDays * 24 * 60)}`,
    licenseTerm?.term,
  ].filter((term) => typeof term === 'string');
  return {
    qft: terms.map((term) => `+filterui:${term}`).join(''),
    parameters: { ...(language ? { setlang: language } : {}), ...(safeSearch ? { adlt: safeSearch } : {}) },
    license: licenseTerm ? { id: licenseTerm.id, status: 'claimed' } : { id: 'unknown', status: 'unknown' },
  };
}

function colorTerm(color: string): string {
  assertChoice('bing', 'color', color, BING_COLORS);
  return color === 'color' || color === 'bw' ? `color2-${color}` : `color2-FGcls_${color.toUpperCase()}`;
}

function findLicenseTerm(licenses: readonly string[]) {
  const term = LICENSE_TERMS.find(({ kinds }) => kinds.every((kind) => licenses.includes(kind)));
  const known = LICENSE_TERMS.map(({ kinds }) => kinds.join('+')).join(', ');
  assertArgument(
    term !== undefined,
    `bing: licenses: its filters are ${known}; none has only what is wanted (${licenses.join(', ')}). Want more, or leave the source out.`,
  );
  return term;
}
