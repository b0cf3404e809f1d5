import { spawn } from 'node:child_process';

export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. What the test run itself put into the environment (npm's and vitest's settings) is left out. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_|INIT_CWD)/i.test(name));
  const env = { ...Object.fromEntries(kept), ...options.env };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? -1, stdout, stderr }));
  });
}

/** As {@link run}, and throws with all that was printed when it fails. Returns stdout. */
export async function runWell(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { status, stdout, stderr } = await run(command, args, options);
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}.\n${stdout}\n${stderr}`);
  return stdout;
}
