import { load } from 'cheerio';

/** Names of elements and attributes by which a page does something by itself. */
export function activeParts(page: string): string[] {
  const $ = load(page);
  const elements = $(
    'script, iframe, object, embed, link, base, form, foreignObject, meta[http-equiv=refresh]',
  );
  const attributes = $('*')
    .toArray()
    .flatMap((element) => ('attribs' in element ? Object.keys(element.attribs) : []))
    .filter((name) => name.startsWith('on') || name === 'srcset' || name === 'formaction');
  return [...elements.toArray().map((element) => element.type), ...attributes];
}
