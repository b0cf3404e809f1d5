import { type License, messageOf } from '@maskpred/core';
import type { CheerioAPI } from 'cheerio';
import { normalizeLicense, UNKNOWN_LICENSE } from '../license.js';
import { cleanText, httpUrl } from './values.js';

/** What the structured data of a page (JSON-LD, schema.org) says of one picture. */
export interface StructuredPicture {
  readonly url: string;
  readonly license?: string;
  readonly creator?: string;
  readonly title?: string;
  readonly attribution?: string;
}

export interface StructuredData {
  readonly pictures: readonly StructuredPicture[];
  /** Licences of the page as a whole. */
  readonly licenses: readonly string[];
  /** Blocks that are no JSON. */
  readonly problems: readonly string[];
}

const PAGE_TYPES =
  /^(?:WebPage|Article|NewsArticle|BlogPosting|ItemPage|ImageGallery|CreativeWork|MediaGallery)$/;
/** Structured data nests a few levels; deeper is no data. */
const MAX_DEPTH = 8;

/** Reads the `application/ld+json` blocks of a page. */
export function readStructuredData($: CheerioAPI, base: string): StructuredData {
  const pictures: StructuredPicture[] = [];
  const licenses: string[] = [];
  const problems: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
      return;
    }
    const node = value as Record<string, unknown>;
    const types = [node['@type']].flat();
    const url = httpUrl(textOf(node['contentUrl']) ?? textOf(node['url']), base);
    const license = textOf(node['license']);
    if (types.includes('ImageObject')) {
      if (url !== undefined) pictures.push(toPicture(url, license, node));
    } else if (license && types.some((type) => typeof type === 'string' && PAGE_TYPES.test(type))) {
      licenses.push(license);
    }
    for (const inner of Object.values(node)) visit(inner, depth + 1);
  };
  $('script[type="application/ld+json"]').each((_, script) => {
    try {
      visit(JSON.parse($(script).text()), 0);
    } catch (error) {
      problems.push(`script[type="application/ld+json"]: ${messageOf(error)}`);
    }
  });
  return { pictures, licenses, problems };
}

/**
 * The licence that a page names for all that is on it: `rel=license`, structured data, or Dublin Core. One that differs
 * between the places is none.
 */
export function readPageLicense($: CheerioAPI, base: string, { licenses }: StructuredData): License {
  const links = $('a[rel~="license"], link[rel~="license"]')
    .filter((_, link) => $(link).closest('figure').length === 0)
    .map((_, link) => httpUrl($(link).attr('href'), base))
    .get();
  const metadata = $('meta[name="dcterms.license" i], meta[name="dc.rights.license" i]')
    .map((_, meta) => $(meta).attr('content'))
    .get();
  return agreed([...links, ...licenses, ...metadata]);
}

/** The licence that stands in the figure of a picture; undefined when none does. */
export function readFigureLicense(
  $: CheerioAPI,
  picture: Parameters<CheerioAPI>[0],
  base: string,
): License | undefined {
  const links = $(picture)
    .closest('figure')
    .find('a[rel~="license"]')
    .map((_, link) => httpUrl($(link).attr('href'), base))
    .get();
  return links.length > 0 ? agreed(links) : undefined;
}

function agreed(statements: readonly string[]): License {
  const licenses = new Map(statements.map((text) => normalizeLicense(text)).map((one) => [one.id, one]));
  const [license] = licenses.values();
  return licenses.size === 1 ? license! : UNKNOWN_LICENSE;
}

function toPicture(
  url: string,
  license: string | undefined,
  node: Record<string, unknown>,
): StructuredPicture {
  const creator = cleanText(textOf(node['creator'] ?? node['author']));
  const title = cleanText(textOf(node['name'] ?? node['caption']));
  const attribution = cleanText(textOf(node['creditText']));
  return {
    url,
    ...(license ? { license } : {}),
    ...(creator ? { creator } : {}),
    ...(title ? { title } : {}),
    ...(attribution ? { attribution } : {}),
  };
}

/** A text, the `name`, `url` or `@id` of an object, or that of the first of several. */
function textOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return first;
  if (typeof first !== 'object' || first === null) return undefined;
  const { name, url, ['@id']: id } = first as Record<string, unknown>;
  return [name, url, id].find((text) => typeof text === 'string');
}
