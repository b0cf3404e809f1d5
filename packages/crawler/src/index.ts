export { ContentError, type ContentErrorOptions, type ContentProblem } from './content-error.js';
export { crawlImages } from './crawl/crawl-images.js';
export type {
  CandidateOrigin,
  CrawlEvent,
  ImageFailedEvent,
  ImageSavedEvent,
  ImageSkippedEvent,
  SourceEndedEvent,
  SourceProblemEvent,
} from './crawl/events.js';
export { type CrawlList, type CrawlOptions, type CrawlSearch, DEFAULT_CRAWL } from './crawl/options.js';
export { type AddressGuardOptions, isPublicAddress, type LookupAll } from './http/address-guard.js';
export type { HttpClient, HttpGetOptions, HttpHead, HttpResponse, OpenHttpClient } from './http/client.js';
export { createHttpClient, type HttpClientOptions } from './http/create-client.js';
export { DEFAULT_HTTP_TIMINGS, DEFAULT_MAX_BYTES, type HttpTimings } from './http/defaults.js';
export { HttpError, type HttpErrorOptions } from './http/http-error.js';
export { formatUserAgent, ROBOT_NAME } from './http/user-agent.js';
export {
  assertLicenseKinds,
  LICENSE_KINDS,
  type LicenseKind,
  matchesLicense,
  normalizeLicense,
  type NormalizeLicenseOptions,
} from './license.js';
export {
  DEFAULT_MAX_PICTURE_BYTES,
  fetchPicture,
  type FetchPictureOptions,
} from './picture/fetch-picture.js';
export {
  DEFAULT_PICTURE_LIMITS,
  type PictureLimits,
  type PreparedPicture,
  preparePicture,
  type PreparePictureOptions,
} from './picture/prepare-picture.js';
export {
  createRobotsPolicy,
  DEFAULT_ROBOTS,
  type RobotsPolicy,
  type RobotsPolicyOptions,
  type RobotsVerdict,
  withRobots,
} from './robots.js';
export { OPT_OUT_TAGS, type OptOutTag } from './robots-tag.js';
export { MANIFEST_FILE, STATE_FOLDER } from './store/crawl-store.js';
export { SKIP_REASONS, type SkipReason } from './store/journal.js';
export type { ImageCandidate, ImageFilters, ImageSource, SearchOptions, SourceProblem } from './source.js';
export { BING_COLORS } from './sources/bing-filters.js';
export { type BingSourceOptions, createBingSource, DEFAULT_BING } from './sources/bing.js';
export {
  COMMONS_WIDTHS,
  type CommonsSourceOptions,
  createCommonsSource,
  DEFAULT_COMMONS,
} from './sources/commons.js';
export {
  createImageSource,
  DEFAULT_SOURCES,
  type ImageSourceOptions,
  SERVICE_NAMES,
  type ServiceName,
} from './sources/create-image-source.js';
export {
  createOpenverseSource,
  DEFAULT_OPENVERSE,
  type OpenverseSourceOptions,
} from './sources/openverse.js';
export { createPageSource, type PageSourceOptions } from './sources/page.js';
export { SourceChangedError, type SourceChangedErrorOptions } from './sources/source-changed-error.js';
export { parseUrlList, type UrlList } from './sources/url-list-rows.js';
export { createUrlListSource, type UrlListSourceOptions } from './sources/url-list.js';
export { type CrawlPlan, parseCrawlPlan } from './plan.js';
export {
  checkSources,
  type CheckSourcesOptions,
  type SourceCheck,
  type SourceStatus,
} from './check-sources.js';
