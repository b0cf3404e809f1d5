/** SHA-256 of files in hexadecimal, by their path below the app's folder. */
export type FileHashes = Readonly<Record<string, string>>;

/**
 * A `fetch` that answers like the given one, and rejects for a file of `hashes` that is not what it was when the app
 * was built or the server announced it: cut short by a server, changed on the way, or spoilt in a cache. Without
 * WebCrypto, which browsers have only on https and localhost, nothing is compared.
 *
 * @param root - the app's folder.
 */
export function createVerifiedFetch(fetchFile: typeof fetch, hashes: FileHashes, root: URL): typeof fetch {
  return async (input, init) => {
    const response = await fetchFile(input, init);
    const path = pathBelow(root, input);
    const expected = path !== undefined && Object.hasOwn(hashes, path) ? hashes[path] : undefined;
    if (expected === undefined || !response.ok || !globalThis.crypto?.subtle) return response;
    const bytes = await response.arrayBuffer();
    const actual = toHex(await crypto.subtle.digest('SHA-256', bytes));
    if (actual !== expected) {
      throw new TypeError(`${path} is not the file that was built or announced (its SHA-256 differs)`);
    }
    return new Response(bytes, { status: response.status, headers: response.headers });
  };
}

/** Undefined for what lies elsewhere. */
export function pathBelow(root: URL, input: RequestInfo | URL): string | undefined {
  const { href } = new URL(input instanceof Request ? input.url : String(input), root);
  const address = href.split(/[?#]/)[0]!;
  return address.startsWith(root.href) ? decodeURIComponent(address.slice(root.href.length)) : undefined;
}

function toHex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
