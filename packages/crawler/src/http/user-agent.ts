import { assertArgument } from '@maskpred/core';
import { VERSION } from '../version.js';

/** The name that robots.txt files call this crawler by. */
export const ROBOT_NAME = 'maskpred';

/**
 * How the crawler introduces itself: name, version, its page, and how to reach the person who runs it.
 * @param contact - a mail address or a page, as Wikimedia's user-agent policy asks for.
 * @throws {MaskpredError} INVALID_ARGUMENT when the contact does not fit in a header.
 * @example
 * formatUserAgent('me@example.org'); // 'maskpred/0.1.0 (+https://github.com/maskpred/maskpred; me@example.org)'
 */
export function formatUserAgent(contact?: string): string {
  assertArgument(
    contact === undefined || /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/.test(contact),
    `The contact is a mail address or a page in plain ASCII, got ${JSON.stringify(contact)}.`,
  );
  assertArgument(
    contact === undefined || !/[()\\]/.test(contact),
    `The contact stands in parentheses, so it holds none, got ${JSON.stringify(contact)}.`,
  );
  const person = contact === undefined ? '' : `; ${contact}`;
  return `${ROBOT_NAME}/${VERSION} (+https://github.com/maskpred/maskpred${person})`;
}
