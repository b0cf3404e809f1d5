/** A licence in its parts: `by-sa`, `3.0`, `de`. */
export interface LicenseParts {
  readonly kind: string;
  readonly version?: string;
  /** The legal system that an older Creative Commons licence was written for. */
  readonly port?: string;
}

/** The legal systems that Creative Commons licences up to 3.0 were ported to, by the code in their addresses. */
const PORTS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'am armenia,ar argentina,at austria,au australia,az azerbaijan,be belgium,bg bulgaria,br brazil,ca canada,' +
    'ch switzerland,cl chile,cn china mainland,cn china,co colombia,cr costa rica,cz czech republic,de germany,dk denmark,' +
    'ec ecuador,ee estonia,eg egypt,es spain,fi finland,fr france,ge georgia,gr greece,gt guatemala,hk hong kong,hr croatia,' +
    'hu hungary,ie ireland,igo igo,il israel,in india,it italy,jp japan,kr korea,kr south korea,lk sri lanka,lu luxembourg,' +
    'mk macedonia,mt malta,mx mexico,my malaysia,nl netherlands,no norway,nz new zealand,pe peru,ph philippines,pl poland,' +
    'pr puerto rico,pt portugal,ro romania,rs serbia,scotland scotland,se sweden,sg singapore,si slovenia,th thailand,' +
    'tw taiwan,ug uganda,uk england and wales,uk united kingdom,uk uk,us united states,ve venezuela,vn vietnam,za south africa'
  )
    .split(',')
    .map((entry) => [entry.slice(entry.indexOf(' ') + 1), entry.slice(0, entry.indexOf(' '))]),
);
const PORT_CODES = new Set(Object.values(PORTS));
/** Longest first: `china mainland` before `china`. */
const PORT_NAMES = new RegExp(
  `\\b(?:${Object.keys(PORTS)
    .sort((a, b) => b.length - a.length)
    .join('|')})\\b`,
  'g',
);

const VERSIONS = new Set(['1.0', '2.0', '2.1', '2.5', '3.0', '4.0']);

/** Words that may stand around a licence without changing it. Any other word makes the whole text unreadable. */
const NOISE = new Set(
  (
    'cc creative commons license licence licensed licenced under the a an this work file image is of version ver v ' +
    'international generic unported universal public deed worldwide'
  ).split(' '),
);

/** What people write, and what it is; in this order. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\bcreative commons zero\b|\bcc[- ]?zero\b|\bcc[- ]0\b/g, ' cc0 '],
  [/\bpublic[- ]?domain[- ]?mark\b/g, ' pdm '],
  [/\bpublic[- ]?domain(?:[- ]?dedication)?\b/g, ' pd '],
  [/\bno[nt]?[- ]?commercial\b/g, ' nc '],
  [/\bno[- ]?deriv(?:ative|ative works|atives|s)?\b/g, ' nd '],
  [/\bshare[- ]?alike\b/g, ' sa '],
  [/\battribution\b/g, ' by '],
  [/\bcc(?=by)/g, ' '],
  [/\bby(nc)?(sa|nd)?\b/g, ' by $1 $2 '],
];

/** The licence that a text names, all of it; undefined when any of it is not understood. */
export function readLicenseText(text: string): LicenseParts | undefined {
  const lower = text.toLowerCase().trim();
  const other = readOtherLicense(lower);
  if (other) return other;
  // a Commons template: PD-USGov, PD-old-100
  if (/^pd-[a-z0-9][a-z0-9-]*$/.test(lower)) return { kind: 'pd' };
  // `{{Attribution}}` of Commons, among others, is no Creative Commons licence
  if (lower === 'attribution') return undefined;
  return readWords(wordsOf(lower));
}

/** Whether a text names nothing at all: empty, or `Creative Commons license`. */
export function isNoLicense(text: string): boolean {
  return wordsOf(text.toLowerCase()).every((word) => NOISE.has(word));
}

/** The licence whose text is at an address of creativecommons.org, gnu.org or artlibre.org. */
export function readLicenseUrl(address: string): LicenseParts | undefined {
  const text = address.trim().toLowerCase();
  const absolute = text.startsWith('//') ? `https:${text}` : text;
  if (!/^https?:/.test(absolute) || !URL.canParse(absolute)) return undefined;
  const { hostname, pathname } = new URL(absolute);
  const host = hostname.replace(/^www\./, '');
  if (host === 'creativecommons.org') return readCreativeCommonsPath(pathname);
  if (host === 'gnu.org' && /fdl/.test(pathname)) {
    const version = /fdl-(1\.[123])/.exec(pathname)?.[1];
    return { kind: 'gfdl', ...(version ? { version } : {}) };
  }
  return host === 'artlibre.org' ? { kind: 'fal' } : undefined;
}

function readCreativeCommonsPath(pathname: string): LicenseParts | undefined {
  const [area, name = '', version, next = ''] = pathname.split('/').filter((part) => part !== '');
  if (area === 'licenses' && name === 'publicdomain') return { kind: 'pd' };
  const tail = /^(?:deed|legalcode|rdf)\b/.test(next) ? '' : next;
  if (area === 'publicdomain') {
    const kind = { zero: 'cc0', mark: 'pdm' }[name];
    return kind && version === '1.0' && tail === '' ? { kind, version } : undefined;
  }
  if (area !== 'licenses' || !version || !VERSIONS.has(version)) return undefined;
  if (tail !== '' && !PORT_CODES.has(tail)) return undefined;
  const kind = /^(?:nc-)?sampling\+$/.test(name) ? name : kindOfFlags(new Set(name.split('-')));
  return kind === undefined ? undefined : { kind, version, ...(tail ? { port: tail } : {}) };
}

function wordsOf(lower: string): string[] {
  let text = ` ${lower} `;
  for (const [pattern, replacement] of SPELLINGS) text = text.replace(pattern, replacement);
  // several versions to choose from: the newest
  text = text.replace(/\d\.\d(?:,\s?\d\.\d)+/g, (list) => list.split(/,\s?/).sort().at(-1)!);
  text = text.replace(PORT_NAMES, (name) => ` ${PORTS[name]!} `);
  const words = text.split(/[^a-z0-9.+\p{L}]+/u).map((word) => word.replace(/^\.+|\.+$/g, ''));
  return words.filter((word) => word !== '');
}

function readWords(words: readonly string[]): LicenseParts | undefined {
  const flags = new Set<string>();
  const versions = new Set<string>();
  const ports = new Set<string>();
  for (const word of words) {
    const [, number] = /^v?(\d(?:\.\d)?)$/.exec(word) ?? [];
    if (/^(?:by|nc|nd|sa|cc0|pdm?|sampling\+)$/.test(word)) flags.add(word);
    else if (number) versions.add(number.includes('.') ? number : `${number}.0`);
    else if (PORT_CODES.has(word)) ports.add(word);
    else if (!NOISE.has(word)) return undefined;
  }
  if (versions.size > 1 || ports.size > 1) return undefined;
  const kind = kindOfFlags(flags);
  const [version] = versions;
  const [port] = ports;
  if (!kind || (version && !VERSIONS.has(version))) return undefined;
  if (kind === 'pd') return version || port ? undefined : { kind };
  if (kind === 'cc0' || kind === 'pdm') {
    return (version && version !== '1.0') || port ? undefined : { kind, version: '1.0' };
  }
  // 4.0 has no ports, and a port without a version is no licence
  if (port && (!version || version === '4.0')) return undefined;
  return { kind, ...(version ? { version } : {}), ...(port ? { port } : {}) };
}

function kindOfFlags(flags: ReadonlySet<string>): string | undefined {
  const is = (...names: string[]) => flags.size === names.length && names.every((name) => flags.has(name));
  if (is('cc0') || is('cc0', 'pd')) return 'cc0';
  if (is('pdm') || is('pdm', 'pd')) return 'pdm';
  if (is('pd')) return 'pd';
  if (is('sampling+')) return 'sampling+';
  if (is('nc', 'sampling+')) return 'nc-sampling+';
  const kinds = [['by'], ['by', 'sa'], ['by', 'nc'], ['by', 'nd'], ['by', 'nc', 'sa'], ['by', 'nc', 'nd']];
  return kinds.find((names) => is(...names))?.join('-');
}

/** Free licences of other families, which are kept as they are called. */
function readOtherLicense(lower: string): LicenseParts | undefined {
  const [, gfdl] =
    /^(?:the )?(?:gnu free documentation licen[sc]e|gnu fdl|gfdl)(?:[- ,]*(?:v|version )?(1\.[123]))?(?: or later|\+|-or-later)?$/.exec(
      lower,
    ) ?? [undefined, null];
  if (gfdl !== null) return { kind: 'gfdl', ...(gfdl ? { version: gfdl } : {}) };
  const [, fal] = /^(?:free art licen[sc]e|licence art libre|fal|lal)(?:[- ]*v?(1\.[0-3]))?$/.exec(lower) ?? [
    undefined,
    null,
  ];
  return fal === null ? undefined : { kind: 'fal', ...(fal ? { version: fal } : {}) };
}
