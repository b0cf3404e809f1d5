import { load } from 'cheerio';

/** The absolute address, if it is one of http or https. */
export function httpUrl(value: string | null | undefined, base?: string): string | undefined {
  const text = value?.trim();
  if (!text || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}

/**
 * The text on one line, without control and private-use characters; undefined when nothing is left. Bing marks the words
 * that were searched for with U+E000 and U+E001.
 */
export function cleanText(value: string | null | undefined): string | undefined {
  const text = value
    ?.replace(/\p{Co}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return text || undefined;
}

/** The text that a reader of the HTML sees. */
export function textOfHtml(html: string | undefined): string | undefined {
  // most values are plain text, and parsing them is what takes the time of a page of results
  if (html === undefined || !/[<&]/.test(html)) return cleanText(html);
  const $ = load(html, null, false);
  // Commons hides a machine-readable copy of a name next to the visible one
  $('script, style, [style*="display:none"], [style*="display: none"]').remove();
  $('br').replaceWith(' ');
  return cleanText($.root().text());
}

/** The first link of the HTML. */
export function linkOfHtml(html: string | undefined, base: string): string | undefined {
  return html?.includes('<') ? httpUrl(load(html, null, false)('a[href]').attr('href'), base) : undefined;
}

/** Pixels, where the value is a number of them. */
export function pixels(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Both sides, or neither. */
export function sizeOf(
  width: unknown,
  height: unknown,
): { readonly width: number; readonly height: number } | Record<string, never> {
  const [w, h] = [pixels(width), pixels(height)];
  return w === undefined || h === undefined ? {} : { width: w, height: h };
}

type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without its undefined values. */
export function compact<T extends object>(object: T): Compact<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Compact<T>;
}
