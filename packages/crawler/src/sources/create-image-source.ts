import { assertArgument } from '@maskpred/core';
import type { HttpClient } from '../http/client.js';
import type { RobotsPolicy } from '../robots.js';
import type { OptOutTag } from '../robots-tag.js';
import type { ImageSource } from '../source.js';
import { createBingSource } from './bing.js';
import { createCommonsSource } from './commons.js';
import { createOpenverseSource } from './openverse.js';
import { createPageSource } from './page.js';
import { createUrlListSource } from './url-list.js';
import { compact } from './values.js';

/** The sources that search a service. */
export const SERVICE_NAMES = ['openverse', 'commons', 'bing'] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The sources that are searched when none is asked for: those with an API and licences for each picture. */
export const DEFAULT_SOURCES: readonly ServiceName[] = Object.freeze(['openverse', 'commons'] as const);

export interface ImageSourceOptions {
  readonly http: HttpClient;
  /** Where the service is, for a mirror or a test: `http://127.0.0.1:8080`. Services only. @default the service's own */
  readonly endpoint?: string | URL;
  /** Asked by `bing` and `page`; `false` reads no robots.txt. @default `createRobotsPolicy({ http })` */
  readonly robots?: RobotsPolicy | false;
  /** Words of `X-Robots-Tag` that `page` does not honour. @default [] */
  readonly ignoreTags?: readonly OptOutTag[];
}

/**
 * The source of a name: `openverse`, `commons`, `bing`, `list:<file or address>` or `page:<address>`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for another name, and for an endpoint that is none or that the source has no
 * use for.
 * @example
 * const sources = DEFAULT_SOURCES.map((name) => createImageSource(name, { http }));
 * const list = createImageSource('list:pictures.csv', { http });
 */
export function createImageSource(name: string, options: ImageSourceOptions): ImageSource {
  const { http, endpoint, robots, ignoreTags } = options;
  const [, kind, place = ''] = /^(list|page):(.+)$/s.exec(name) ?? [];
  if (kind !== undefined) {
    assertArgument(endpoint === undefined, `${kind}: it has no endpoint; the address stands in its name.`);
    if (kind === 'list') return createUrlListSource({ http, list: place });
    return createPageSource({ http, url: place, ...compact({ robots, ignoreTags }) });
  }
  assertEndpoint(name, endpoint);
  const common = { http, ...compact({ endpoint }) };
  switch (name as ServiceName) {
    case 'openverse':
      return createOpenverseSource(common);
    case 'commons':
      return createCommonsSource(common);
    case 'bing':
      return createBingSource({ ...common, ...compact({ robots }) });
    default:
      assertArgument(
        false,
        `There is no source ${JSON.stringify(name)}. There are ${SERVICE_NAMES.join(', ')}, list:<file or address> and page:<address>.`,
      );
  }
}

function assertEndpoint(name: string, endpoint: string | URL | undefined): void {
  if (endpoint === undefined) return;
  const text = String(endpoint);
  assertArgument(
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    `${name}: endpoint is an http or https address, got ${JSON.stringify(text)}.`,
  );
}
