import { type RawImage, toRgb } from '@maskpred/core';

export interface NamedPicture {
  readonly name: string;
  readonly image: RawImage;
}

/** Pictures with nothing on them: tiny, square, wide, tall, very thin; black, grey and white. */
export function blankPictures(): NamedPicture[] {
  const sizes = [
    [1, 1],
    [3, 2],
    [64, 64],
    [640, 480],
    [333, 1001],
    [1500, 1],
    [1, 1500],
  ] as const;
  return sizes.flatMap(([width, height], i) => {
    const levels = i === 0 || i === 3 ? [0, 128, 255] : [128];
    return levels.map((level) => ({
      name: `a blank picture of ${width} x ${height}, grey level ${level}`,
      image: { data: new Uint8Array(width * height * 3).fill(level), width, height, channels: 3 as const },
    }));
  });
}

export function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(`Face detector contract: ${message}.`);
}

/** Compares as JSON: the values of the contract are plain numbers, arrays and objects. */
export function checkSame(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(got === wanted, `${what}: expected ${shorten(wanted)}, got ${shorten(got)}`);
}

/** What a call rejects with; an Error that says so when it does not. */
export async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('Face detector contract: expected the call to reject, it resolved.');
}

export function copyOf(image: RawImage): RawImage {
  return { ...image, data: image.data.slice() };
}

/** The same picture as RGBA, opaque. */
export function withAlpha(image: RawImage): RawImage {
  const { data, width, height } = toRgb(image);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(data.subarray(i * 3, i * 3 + 3), i * 4);
  return { data: rgba, width, height, channels: 4 };
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
