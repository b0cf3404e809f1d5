import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** As Openverse has it for those who have no key (its response headers). */
const MOST_RESULTS = 20;
const PER_MINUTE = 20;

const TYPES = { '.png': 'image/png', '.webp': 'image/webp', '.avif': 'image/avif', '.gif': 'image/gif' };

/** Licences that photographs on Openverse have, in turn. */
const LICENSES = [
  ['by', '2.0', 'https://creativecommons.org/licenses/by/2.0/'],
  ['by-sa', '2.0', 'https://creativecommons.org/licenses/by-sa/2.0/'],
  ['cc0', '1.0', 'https://creativecommons.org/publicdomain/zero/1.0/'],
];

/**
 * Serves pictures on loopback as Openverse would: its search with pages, filters and rate limits, the pages that it names,
 * and the pictures themselves.
 * @param {readonly import('./pictures/picture-set.mjs').OfferedPicture[]} pictures
 * @returns {Promise<{ host: string, close: () => Promise<void> }>} `host` is 127.0.0.1 with its port
 */
export async function serveOpenverse(pictures) {
  const app = new Hono();
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const host = `127.0.0.1:${server.address().port}`;
  const results = pictures.map((picture, index) => ({ picture, result: describe(picture, index, host) }));

  app.get('/robots.txt', (context) => context.text('User-agent: *\nAllow: /\n'));
  app.get('/v1/images/', (context) => {
    const query = context.req.query();
    const size = Number(query['page_size'] ?? MOST_RESULTS);
    const page = Number(query['page'] ?? 1);
    if (!(size >= 1 && size <= MOST_RESULTS)) {
      return context.json({ detail: `page_size: at most ${MOST_RESULTS} without a key.` }, 401);
    }
    const licenses = query['license']?.split(',');
    const found = results
      .filter(({ picture }) => picture.phrase.toLowerCase() === query['q']?.trim().toLowerCase())
      .map(({ result }) => result)
      .filter(({ license }) => !licenses || licenses.includes(license));
    const pageCount = Math.ceil(found.length / size);
    if (page > Math.max(1, pageCount)) return context.json({ detail: 'Invalid page.' }, 404);
    context.header('x-ratelimit-limit-anon_burst', `${PER_MINUTE}/min`);
    context.header('x-ratelimit-available-anon_burst', String(PER_MINUTE - 1));
    return context.json({
      result_count: found.length,
      page_count: pageCount,
      page_size: size,
      page,
      results: found.slice((page - 1) * size, page * size),
    });
  });
  app.get('/photos/:page', (context) => context.html('<!doctype html><title>A photograph</title>'));
  app.get('/pictures/:name', async (context) => {
    const found = pictures.find(({ name }) => name === context.req.param('name'));
    if (!found) return context.notFound();
    context.header('content-type', TYPES[extname(found.name)] ?? 'image/jpeg');
    return context.body(await readFile(found.path));
  });
  return {
    host,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A result as the API writes it. */
function describe({ name, page, title, width, height }, index, host) {
  const [license, version, licenseUrl] = LICENSES[index % LICENSES.length];
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return {
    id,
    title,
    indexed_on: '2024-05-04T10:15:31.235421Z',
    foreign_landing_url: `http://${host}/photos/${encodeURIComponent(page)}`,
    url: `http://${host}/pictures/${encodeURIComponent(name)}`,
    creator: 'Sample Photographer',
    creator_url: `http://${host}/photos/`,
    license,
    license_version: version,
    license_url: licenseUrl,
    provider: 'flickr',
    source: 'flickr',
    category: 'photograph',
    filesize: null,
    filetype: 'jpg',
    tags: [],
    attribution: `"${title}" by Sample Photographer, ${license.toUpperCase()} ${version}.`,
    fields_matched: ['title'],
    mature: false,
    width,
    height,
    thumbnail: `http://${host}/v1/images/${id}/thumb/`,
    detail_url: `http://${host}/v1/images/${id}/`,
    related_url: `http://${host}/v1/images/${id}/related/`,
    unstable__sensitivity: [],
  };
}
