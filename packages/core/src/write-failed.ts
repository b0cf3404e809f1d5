import { MaskpredError, messageOf } from './error.js';

/** The error for a file or a folder that cannot be written, with what the system said of it. */
export function writeFailed(path: string, cause: unknown): MaskpredError {
  return new MaskpredError(
    'WRITE_FAILED',
    `${path}: cannot be written: ${messageOf(cause)}. Check the folder, its rights and the free space.`,
    { cause },
  );
}

/** Does some work on a path. What it throws comes as WRITE_FAILED, unless it is an error of maskpred already. */
export async function asWriting<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw MaskpredError.isInstance(error) ? error : writeFailed(path, error);
  }
}
