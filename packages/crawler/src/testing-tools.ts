import { MaskpredError } from '@maskpred/core';

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

export async function checkInvalid(call: Promise<unknown>, what: string): Promise<string> {
  const error = await rejectionOf(call);
  const code = MaskpredError.isInstance(error) ? error.code : String(error);
  check(code === 'INVALID_ARGUMENT', `${what}: expected INVALID_ARGUMENT, got ${code}`);
  return (error as Error).message;
}

export async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('Image source contract: expected the call to reject, it resolved.');
}

export function checkSame(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(got === wanted, `${what}: expected ${wanted?.slice(0, 300)}, got ${got?.slice(0, 300)}`);
}

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Image source contract: ${message}.`);
}
