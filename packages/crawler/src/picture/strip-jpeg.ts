const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;

/**
 * The JPEG file without metadata: EXIF, XMP, IPTC, maker notes, thumbnails, comments, and whatever follows its end. Its
 * pixels and its colour profile are the same bytes as before. Undefined when the file is not built as ISO 10918-1 annex B
 * says, or ends early.
 */
export function stripJpeg(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    if (marker === EOI) {
      kept.push(bytes.subarray(at, at + 2));
      return Buffer.concat(kept);
    }
    if (at + 3 >= bytes.length || isWithoutLength(marker)) return undefined;
    const length = bytes[at + 2] * 256 + bytes[at + 3];
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    const next = marker === SOS ? endOfScan(bytes, end) : end;
    if (isPicturePart(marker, bytes.subarray(at + 4, end))) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return undefined;
}

/** In a scan a marker is an FF that neither 00 (an FF of the data) nor a restart marker (D0 to D7) follows. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return bytes.length;
}

function isPicturePart(marker: number, content: Uint8Array): boolean {
  if (marker === APP0) return startsWith(content, 'JFIF\0');
  if (marker === APP2) return startsWith(content, 'ICC_PROFILE\0');
  if (marker === APP14) return startsWith(content, 'Adobe'); // says how the colours are stored
  return marker !== COM && (marker < APP0 || marker > APP15);
}

function startsWith(content: Uint8Array, text: string): boolean {
  return Buffer.from(content.subarray(0, text.length)).toString('latin1') === text;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function isWithoutLength(marker: number): boolean {
  return marker === 0 || marker === 1 || marker === SOI || isRestart(marker);
}
