import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const BIN = fileURLToPath(new URL('../../dist/maskpred.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends the signal as soon as stdout has this many lines. */
  readonly interruptAfterLines?: number;
  /** @default 'SIGINT' */
  readonly signal?: NodeJS.Signals;
}

/** Runs the built `maskpred` as a user does, in a process of its own, with stdout and stderr piped. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<CliResult> {
  const { cwd, env, interruptAfterLines, signal = 'SIGINT' } = options;
  const child = spawn(process.execPath, [BIN, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: '1', MASKPRED_ENGINE: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let isInterrupted = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    // Once: a second one, while the process ends, would kill it.
    if (interruptAfterLines && !isInterrupted && stdout.split('\n').length > interruptAfterLines) {
      isInterrupted = child.kill(signal);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

/** The lines of JSON on stdout. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
