/** SHA-256 of the app's files in hexadecimal, by file name. */
export type FileHashes = Readonly<Record<string, string>>;

/**
 * A `fetch` that answers like the given one, and rejects for a file of `hashes` that is not what it was when the app
 * was built: cut short by a server, changed on the way, or spoilt in a cache. Without WebCrypto, which browsers have
 * only on https and localhost, nothing is compared.
 */
export function createVerifiedFetch(fetchFile: typeof fetch, hashes: FileHashes): typeof fetch {
  return async (input, init) => {
    const response = await fetchFile(input, init);
    const name = fileNameOf(input);
    const expected = hashes[name];
    if (expected === undefined || !response.ok || !globalThis.crypto?.subtle) return response;
    const bytes = await response.arrayBuffer();
    const actual = toHex(await crypto.subtle.digest('SHA-256', bytes));
    if (actual !== expected) {
      throw new TypeError(`${name} is not the file that this app was built with (its SHA-256 differs)`);
    }
    return new Response(bytes, { status: response.status, headers: response.headers });
  };
}

function fileNameOf(input: RequestInfo | URL): string {
  const url = input instanceof Request ? input.url : String(input);
  return url.split(/[?#]/)[0]!.split('/').at(-1)!;
}

function toHex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
