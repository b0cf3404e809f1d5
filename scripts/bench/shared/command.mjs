// Runs the built `maskpred` in a process of its own, and says what that took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../packages/cli/dist/maskpred.js', import.meta.url));

/** Makes the process say at its end what it used; its threads, which load this too, are silent. */
const REPORT = `
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => console.error('USED ' + JSON.stringify(process.resourceUsage())));
`;
const REPORTING = `--import=data:text/javascript,${encodeURIComponent(REPORT)}`;

/**
 * @param onLines - called with the number of lines on stdout so far, and the process.
 * @returns milliseconds of the clock, of its processors, bytes of memory at most, and stdout.
 */
export async function runCommand(args, { onLines } = {}) {
  const start = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { ...process.env, NODE_OPTIONS: REPORTING },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    if (!onLines) return (stdout += chunk);
    lines += chunk.split('\n').length - 1;
    return onLines(lines, child);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const [status] = await once(child, 'close');
  const ms = performance.now() - start;
  const used = /^USED (.*)$/m.exec(stderr);
  if (status !== 0 || !used) throw new Error(`maskpred ${args.join(' ')} ended with ${status}: ${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(used[1]);
  return { ms, cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRss: maxRSS * 1024, stdout };
}
