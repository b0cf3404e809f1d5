import type { FileHashes } from './verified-fetch.js';

/** A model that the app uses instead of the one it was built with. */
export interface OwnModel {
  readonly name: string;
  /** SHA-256 of each of its files, by name. */
  readonly files: FileHashes;
}

/** What `own/models.json` says. The files of each lie in a folder of its name beside it. */
export interface OwnModels {
  readonly classifier?: OwnModel;
  readonly detector?: OwnModel;
}

/** Path of everything that is not of the build, below the app's folder. */
export const OWN = 'own/';

/**
 * What the server announces; nothing where it has no such file, and where neither server nor store can be asked.
 * @param root - the app's folder.
 */
export async function readOwnModels(fetchFile: typeof fetch, root: URL): Promise<OwnModels> {
  const response = await fetchFile(new URL(`${OWN}models.json`, root)).catch(() => undefined);
  if (!response || response.status === 404) return {};
  if (!response.ok) throw new TypeError(`${response.url}: the server answered ${response.status}`);
  return (await response.json()) as OwnModels;
}

/** The hashes of all files of these models, by path below the app's folder. */
export function hashesOf(models: OwnModels): FileHashes {
  const entries = Object.entries(models).flatMap(([role, { files }]: [string, OwnModel]) =>
    Object.entries(files).map(([name, hash]) => [`${OWN}${role}/${name}`, hash]),
  );
  return Object.fromEntries(entries) as FileHashes;
}

/**
 * A `fetch` that keeps each file below the folder, and answers with the one it kept while there is no network: the
 * service worker stores what was built, and these are not. A server that is there is always asked.
 */
export function createKeptFetch(fetchFile: typeof fetch, folder: URL): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(folder.href)) return fetchFile(input, init);
    const store = await openStore();
    try {
      const response = await fetchFile(input, { ...init, cache: 'no-cache' });
      if (response.ok) await store?.put(url, response.clone()).catch(() => undefined); // the disk may be full
      return response;
    } catch (error) {
      const kept = await store?.match(url);
      if (kept) return kept;
      throw error;
    }
  };
}

/** Undefined where the browser allows none. */
async function openStore(): Promise<Cache | undefined> {
  try {
    return await caches.open('maskpred-own-models');
  } catch {
    return undefined;
  }
}
