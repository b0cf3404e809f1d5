import type { Credit, CreditProblem, Credits } from './credits.js';

/** What each problem means, as the middle of a sentence. */
export const CREDIT_PROBLEMS: Readonly<Record<CreditProblem, string>> = Object.freeze({
  'license-unknown': 'no known licence',
  'license-only-claimed': 'a licence that only a search filter or a list claims',
  'no-derivatives': 'a licence that forbids passing on what is made from it, such as crops',
  'no-page': 'a licence that asks for credit, but no address to point to',
});

/** The ways in which credits can be written. */
export const CREDITS_FORMATS = ['markdown', 'text'] as const;

export type CreditsFormat = (typeof CREDITS_FORMATS)[number];

/**
 * The credits as a text: title, creator, source and licence of each picture, as Creative Commons recommends
 * (https://wiki.creativecommons.org/wiki/Recommended_practices_for_attribution), and what stands in the way of publishing.
 */
export function formatCredits(credits: Credits, format: CreditsFormat = 'markdown'): string {
  const isMarkdown = format === 'markdown';
  const heading = (text: string) =>
    isMarkdown ? `## ${text}\n\n` : `${text}\n${'='.repeat(text.length)}\n\n`;
  const items = (entries: readonly Credit[]) =>
    entries.map((entry) => `- ${creditLine(entry, isMarkdown)}\n`).join('');
  const clear = credits.entries.filter(({ problems }) => problems.length === 0);
  const unclear = credits.entries.filter(({ problems }) => problems.length > 0);
  const parts = [isMarkdown ? '# Picture credits\n' : 'PICTURE CREDITS\n'];
  if (credits.isNonCommercial) parts.push('Some of these licences forbid commercial use.\n');
  if (credits.isShareAlike) {
    parts.push(
      'Some of these licences ask that what is made from the picture is passed on under the same licence.\n',
    );
  }
  if (clear.length > 0) parts.push(heading('Pictures') + items(clear));
  if (unclear.length > 0) {
    parts.push(
      `${heading('Not cleared')}The set may not be published with these pictures.\n\n${items(unclear)}`,
    );
  }
  return parts.join('\n');
}

/** One picture, on one line. */
function creditLine({ picture, terms, isChanged, problems }: Credit, isMarkdown: boolean): string {
  const { title, creator, creatorUrl, pageUrl, url, license, sha256, path } = picture;
  const link = (text: string, target: string | undefined) => {
    const clean = isMarkdown ? escapeMarkdown(oneLine(text)) : oneLine(text);
    const address = webAddress(target);
    if (address === undefined) return clean;
    return isMarkdown ? `[${clean}](<${address}>)` : `${clean} (${address})`;
  };
  const name = `"${title?.trim() || path || `picture ${sha256.slice(0, 12)}`}"`;
  const words = [link(name, pageUrl ?? url)];
  if (creator?.trim()) words.push(`by ${link(creator, creatorUrl)}`);
  if (license.status !== 'unknown') words.push(`(${link(terms.name, license.url ?? terms.url)})`);
  if (isChanged) words.push('- cropped to faces');
  if (problems.length > 0) words.push(`- ${problems.map((problem) => CREDIT_PROBLEMS[problem]).join('; ')}`);
  return words.join(' ');
}

/** Titles and names come from strangers: one line, without control characters. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&');
}

/** The address if it is one of the web, with nothing in it that could end a link. */
function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'http:' || protocol === 'https:'
    ? href.replace(/[<>\s]/g, encodeURIComponent)
    : undefined;
}
