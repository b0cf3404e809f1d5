import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../consumer/fixture.js';

/** `maskpred webcam` as a person runs it. */
export interface RunningApp {
  /** With a slash at its end. */
  readonly url: string;
  /** Ends it with Ctrl-C; its exit status. */
  stop(): Promise<number | null>;
}

export async function startApp(...args: string[]): Promise<RunningApp> {
  const command = join(ROOT, 'packages/cli/dist/maskpred.js');
  const child = spawn(process.execPath, [command, 'webcam', '--no-open', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const url = await Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text).trim()),
    ended.then(([status]) => {
      throw new Error(`maskpred webcam ended with ${status}.`);
    }),
  ]);
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      const [status] = await ended;
      return status;
    },
  };
}
