import { describe, expect, it } from 'vitest';
import { searchAll } from './__fixtures__/collect.js';
import { createFixtureHttp } from './__fixtures__/fixture-http.js';
import { createImageSource, DEFAULT_SOURCES, SERVICE_NAMES } from './create-image-source.js';

const http = createFixtureHttp(() => undefined);

describe('createImageSource', () => {
  it('searches what has an API and licences when nothing is asked for', () => {
    expect(DEFAULT_SOURCES).toEqual(['openverse', 'commons']);
  });

  it.each(SERVICE_NAMES)('makes %s, at another endpoint too', async (name) => {
    const asked = createFixtureHttp(() => ({ status: 500 }));
    const source = createImageSource(name, {
      http: asked,
      endpoint: 'http://127.0.0.1:8080/x/',
      robots: false,
    });
    expect(source.name).toBe(name);
    await expect(searchAll(source)).rejects.toMatchObject({ code: 'HTTP_FAILED' });
    expect(asked.requests).toHaveLength(1);
    expect(asked.requests[0]).toMatch(/^http:\/\/127\.0\.0\.1:8080\/x\/[vwi]/);
  });

  it('makes lists and pages of what follows their name', () => {
    expect(createImageSource('list:pictures.csv', { http }).name).toBe('list');
    expect(createImageSource('list:https://a.example/x:y.csv', { http }).name).toBe('list');
    expect(createImageSource('page:https://a.example/', { http }).name).toBe('page');
  });

  it.each(['', 'google', 'Openverse', 'list', 'list:', 'page:', 'page:not an address', 'openverse:x'])(
    'refuses %j',
    (name) => {
      expect(() => createImageSource(name, { http })).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      );
    },
  );

  it('refuses an endpoint that is none, or of no use', () => {
    for (const [name, endpoint] of [
      ['openverse', 'nowhere'],
      ['commons', 'ftp://a.example/'],
      ['list:a.csv', 'http://a.example/'],
    ] as const) {
      expect(() => createImageSource(name, { http, endpoint })).toThrow(/endpoint/);
    }
  });
});
