import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ContentError } from '../content-error.js';

export interface ReadBodyOptions {
  readonly url: string;
  /** The answer's `content-encoding`. */
  readonly encoding: string | undefined;
  readonly maxBytes: number;
  readonly overflow: 'reject' | 'cut';
}

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** Encodings that are asked for and understood. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/**
 * The bytes of a body without its content encoding. Both the bytes that arrive and those they unpack to are counted, and
 * reading stops at the limit: a gzip bomb costs no more than `maxBytes`.
 * @throws {ContentError} CONTENT_REJECTED above `maxBytes`, for an encoding that was not asked for, and for one that is broken.
 */
export async function readBody(body: Readable, options: ReadBodyOptions): Promise<Uint8Array> {
  const { url, encoding, maxBytes, overflow } = options;
  const decoders = decodersOf(encoding, url);
  const chunks: Buffer[] = [];
  let length = 0;
  let source: AsyncIterable<Buffer> = countArriving(body, options);
  // `pipeline` would answer a broken encoding with an error of its own; this way each is told apart.
  for (const decoder of decoders) source = decode(source, decoder, url);
  for await (const chunk of source) {
    const left = maxBytes - length;
    if (chunk.length > left) {
      if (overflow === 'reject') throw tooLong(url, maxBytes);
      chunks.push(chunk.subarray(0, left));
      length = maxBytes;
      break;
    }
    chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks, length);
}

/** A stream of empty gzip members unpacks to nothing for ever, so what arrives is limited too. */
async function* countArriving(
  body: Readable,
  { url, maxBytes, overflow, encoding }: ReadBodyOptions,
): AsyncGenerator<Buffer> {
  let arrived = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    arrived += chunk.length;
    // compressing what cannot be compressed adds a little: 16 KiB hold the overhead of any format for 32 MiB
    if (encoding && arrived > maxBytes + 16_384 && overflow === 'reject') throw tooLong(url, maxBytes);
    yield chunk;
  }
}

async function* decode(
  source: AsyncIterable<Buffer>,
  decoder: NodeJS.ReadWriteStream,
  url: string,
): AsyncGenerator<Buffer> {
  let failure: unknown;
  const input = Readable.from(source, { objectMode: false });
  const output = decoder as unknown as Readable;
  input.on('error', (error) => {
    failure = error;
    output.destroy(error);
  });
  input.pipe(decoder);
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (failure) throw failure as Error;
    throw new ContentError(`${url}: its content encoding is broken. Nothing was kept.`, {
      problem: 'broken',
      cause: error,
    });
  } finally {
    input.destroy();
    output.destroy();
  }
}

function decodersOf(encoding: string | undefined, url: string): NodeJS.ReadWriteStream[] {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const used = names.filter((name) => name !== '' && name !== 'identity');
  // the first one was applied first
  return used.reverse().map((name) => {
    const create = Object.hasOwn(DECODERS, name) && used.length <= 2 ? DECODERS[name] : undefined;
    if (create) return create();
    throw new ContentError(
      `${url}: the content encoding is ${encoding}, asked for were ${ACCEPTED_ENCODINGS}.`,
      { problem: 'broken' },
    );
  });
}

/** The refusal of a body by its length. */
export function tooLong(url: string, maxBytes: number): ContentError {
  return new ContentError(`${url}: more than ${maxBytes} bytes. Raise the limit if such sizes are wanted.`, {
    problem: 'too-large',
  });
}
