import { ROBOT_NAME } from './http/user-agent.js';

/** Words of an `X-Robots-Tag` header with which a site opts out of what a crawler of pictures does. */
export const OPT_OUT_TAGS = ['noai', 'noimageai', 'noindex', 'noimageindex'] as const;

export type OptOutTag = (typeof OPT_OUT_TAGS)[number];

/** Rules whose value follows a colon, as the name of a robot is followed by one. */
const RULES_WITH_VALUE = /^(?:unavailable_after|max-snippet|max-image-preview|max-video-preview)$/;

/**
 * The word of an `X-Robots-Tag` header that opts out, or undefined. Rules for other robots by name are theirs. `none`
 * counts as `noindex`, as Google has it ("Robots meta tag specifications").
 * @param ignored - words that do not count.
 * @example
 * findOptOut('otherbot: noindex, noai'); // undefined
 * findOptOut('noarchive, noai'); // 'noai'
 */
export function findOptOut(
  header: string | undefined,
  ignored: readonly OptOutTag[] = [],
): OptOutTag | undefined {
  let isForUs = true;
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [, name, rest] = /^\s*([^\s:]+)\s*:(.*)$/.exec(part) ?? [];
    const isNamed = name !== undefined && !RULES_WITH_VALUE.test(name);
    if (isNamed) isForUs = name === ROBOT_NAME;
    const word = (isNamed ? rest : part).trim();
    const tag = word === 'none' ? 'noindex' : OPT_OUT_TAGS.find((known) => known === word);
    if (isForUs && tag && !ignored.includes(tag)) return tag;
  }
  return undefined;
}
