import type { License } from '@maskpred/core';
import * as z from 'zod';
import { normalizeLicense, UNKNOWN_LICENSE } from '../license.js';
import type { ImageCandidate } from '../source.js';
import { cleanText, compact, httpUrl, linkOfHtml, sizeOf, textOfHtml } from './values.js';

/** The metadata that is asked for. Places (GPS) are left out. */
export const METADATA_FIELDS = [
  'License',
  'LicenseShortName',
  'LicenseUrl',
  'UsageTerms',
  'NonFree',
  'Artist',
  'Attribution',
  'Restrictions',
  'ObjectName',
] as const;

/** An answer of `api.php` with `formatversion=2`. */
export const answerSchema = z.object({
  batchcomplete: z.union([z.boolean(), z.literal('')]).optional(),
  continue: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  query: z.object({ pages: z.array(z.unknown()) }).optional(),
  error: z.object({ code: z.string(), info: z.string().optional() }).optional(),
  warnings: z.record(z.string(), z.object({ warnings: z.string().optional() })).optional(),
});

export type CommonsAnswer = z.infer<typeof answerSchema>;

/** A page of one answer; its picture may come with a later one of the same batch. */
export const pageSchema = z.object({
  pageid: z.number(),
  title: z.string(),
  index: z.number(),
  imageinfo: z.array(z.unknown()).optional(),
});

/** Texts, and numbers and truths that are taken for texts. */
const metadataValue = z
  .object({ value: z.unknown() })
  .transform(({ value }) => (/^(?:string|number|boolean)$/.test(typeof value) ? String(value) : undefined));

const imageInfoSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  descriptionurl: z.string(),
  // a picture that is not larger than what was asked for has no other one
  thumburl: z.string().optional(),
  thumbwidth: z.number().optional(),
  thumbheight: z.number().optional(),
  width: z.number(),
  height: z.number(),
  // PHP writes an empty object as an empty list
  extmetadata: z.preprocess(
    (value) => (Array.isArray(value) && value.length === 0 ? {} : value),
    z.record(z.string(), metadataValue),
  ),
});

/** A page with its picture, which has the shape of `imageinfo[0]`. */
export const fileSchema = z.object({ title: z.string(), imageinfo: imageInfoSchema });

/** What Commons says of a file. */
export function toCandidate({ title, imageinfo: info }: z.infer<typeof fileSchema>): ImageCandidate {
  const metadata: MetadataOf = (field) => info.extmetadata[field];
  const preview = httpUrl(info.thumburl);
  const restrictions = metadata('Restrictions')
    ?.split(/[|,;]/)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const artist = metadata('Artist');
  return {
    url: preview ?? info.url,
    license: licenseOf(metadata),
    ...compact({
      pageUrl: httpUrl(info.descriptionurl),
      title: textOfHtml(metadata('ObjectName')) ?? cleanText(title.replace(/^File:|\.\w{1,5}$/g, '')),
      creator: textOfHtml(artist),
      creatorUrl: linkOfHtml(artist, info.descriptionurl),
      attribution: textOfHtml(metadata('Attribution')),
      restrictions: restrictions?.length ? restrictions : undefined,
    }),
    ...(preview ? sizeOf(info.thumbwidth, info.thumbheight) : sizeOf(info.width, info.height)),
  };
}

type MetadataOf = (field: (typeof METADATA_FIELDS)[number]) => string | undefined;

/** The first of the spellings that is understood, together with the address. */
function licenseOf(metadata: MetadataOf): License {
  if (/^(?:true|1|yes)$/i.test(metadata('NonFree') ?? '')) return UNKNOWN_LICENSE;
  const url = metadata('LicenseUrl');
  const texts = (['License', 'LicenseShortName', 'UsageTerms'] as const)
    .map((field) => textOfHtml(metadata(field)))
    .filter((text) => text !== undefined);
  const [first = normalizeLicense(undefined, { url, status: 'verified' }), ...others] = texts.map((text) =>
    normalizeLicense(text, { url, status: 'verified' }),
  );
  return [first, ...others].find(({ id }) => id !== 'unknown') ?? first;
}
