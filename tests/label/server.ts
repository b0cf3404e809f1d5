import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../consumer/fixture.js';

/** `maskpred label` as a person runs it. */
export interface RunningLabel {
  /** With its token. */
  readonly url: string;
  readonly port: number;
  /** Ends it with Ctrl-C; its exit status. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface LabelOptions {
  /** 0: any that is free. @default 0 */
  readonly port?: number;
  /** Whether the classifier that ships guesses. @default false */
  readonly guesses?: boolean;
  /** The picture to begin with. */
  readonly open?: string;
}

/** Serves a folder. The detector is left out: the scenes have proposals already. */
export async function startLabel(folder: string, options: LabelOptions = {}): Promise<RunningLabel> {
  const { port = 0, guesses = false, open } = options;
  const command = join(ROOT, 'packages/cli/dist/maskpred.js');
  const child = spawn(
    process.execPath,
    [
      command,
      'label',
      folder,
      ...(open === undefined ? ['--no-open'] : ['--open', open]), // a browser is opened from a terminal only
      '--no-propose',
      ...(guesses ? [] : ['--no-guess']),
      '--port',
      String(port),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const url = await addressOf(child, ended);
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [status] = await ended;
    return status;
  };
  return {
    url,
    port: Number(new URL(url).port),
    stop: () => end('SIGINT'),
    kill: async () => void (await end('SIGKILL')),
  };
}

async function addressOf(child: ChildProcess, ended: Promise<[number | null]>): Promise<string> {
  let text = '';
  const complete = new Promise<string>((resolve) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      text += String(chunk);
      const line = text.split('\n').find((one) => one.startsWith('http'));
      if (line && text.includes('\n')) resolve(line.trim());
    });
  });
  const failed = ended.then(([status]) => {
    throw new Error(`maskpred label ended with ${status}.`);
  });
  return Promise.race([complete, failed]);
}
