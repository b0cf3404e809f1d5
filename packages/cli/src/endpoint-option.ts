import { InvalidArgumentError } from '@commander-js/extra-typings';
import { collect } from './commands/shared-options.js';

/** `SERVICE_NAMES` of `@maskpred/crawler`, which takes a while to load; a test compares them. */
export const SERVICE_CHOICES = ['openverse', 'commons', 'bing'] as const;

/** Where services are, instead of at their own addresses. */
export type Endpoints = Readonly<Partial<Record<(typeof SERVICE_CHOICES)[number], string>>>;

/** A commander parser of `<service>=<url>`, which may be given several times. */
export function collectEndpoint(text: string, previous: Endpoints = {}): Endpoints {
  const [, name = '', url = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const isService = (SERVICE_CHOICES as readonly string[]).includes(name);
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isService || !isAddress) {
    throw new InvalidArgumentError(
      `It takes <service>=<url> with one of ${SERVICE_CHOICES.join(', ')} and an http or https address, such as openverse=http://127.0.0.1:8080.`,
    );
  }
  return { ...previous, [name]: url };
}

/** A commander parser of a service whose robots.txt may be left unread; only Bing's is read at all. */
export function collectRobotsService(text: string, previous: readonly string[] | undefined): string[] {
  if (text !== 'bing')
    throw new InvalidArgumentError('It takes bing; the others are asked through their APIs.');
  return collect(text, previous);
}
