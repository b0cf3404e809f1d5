import { MaskpredError, messageOf } from '@maskpred/core';

/** What a command may touch of the process it runs in. */
export interface CommandContext {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Sets the exit status with which the process will end. */
  setExitCode(code: number): void;
}

/**
 * Writes and waits until the stream has taken it, so that a slow reader slows the work down.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(streamFailed(stream, error)) : resolve()));
  });
}

/** What a stream that takes no more is called: the file that it was sent to is known to the shell alone. */
export function streamFailed(stream: NodeJS.WriteStream, cause: Error): MaskpredError {
  const name = stream === process.stderr ? 'stderr' : 'stdout';
  return new MaskpredError(
    'WRITE_FAILED',
    `${name}: cannot be written: ${messageOf(cause)}. Check the free space where it is sent to.`,
    { cause },
  );
}
