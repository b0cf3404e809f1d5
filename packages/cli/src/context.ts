/** What a command may touch of the process it runs in. */
export interface CommandContext {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Sets the exit status with which the process will end. */
  setExitCode(code: number): void;
}

/** Writes and waits until the stream has taken it, so that a slow reader slows the work down. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
