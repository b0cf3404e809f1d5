import { BING_FIXTURE } from './bing.js';
import { COMMONS_FIXTURE } from './commons.js';
import { LIST_FIXTURE } from './list.js';
import { OPENVERSE_FIXTURE } from './openverse.js';
import { PAGE_FIXTURE } from './page.js';
import type { SourceFixture } from './source-fixture.js';

/** One of each source. */
export const SOURCE_FIXTURES: readonly SourceFixture[] = [
  OPENVERSE_FIXTURE,
  COMMONS_FIXTURE,
  BING_FIXTURE,
  LIST_FIXTURE,
  PAGE_FIXTURE,
];
