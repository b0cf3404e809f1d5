import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BIN } from '../../../packages/cli/src/__fixtures__/run-cli.js';

/** How a run ended: with a status, or killed. */
export interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** A job under way, in a process of its own. */
export interface RunningJob {
  /** Resolves when it has begun to work: before that, it may be waiting for a lock. */
  readonly begun: Promise<unknown>;
  readonly ended: Promise<Ended>;
  /** Ends it as a power cut would. */
  kill(): void;
}

/** Work on a folder that may be killed at any moment, and goes on when it is started again. */
export interface Job {
  readonly name: string;
  /** Makes a folder ready for the first start. */
  prepare?(folder: string): Promise<void>;
  start(folder: string): Promise<RunningJob>;
  /** Starts it where it is done, to put something else in the place of its result; absent where it only adds. */
  startOther?(folder: string): Promise<RunningJob>;
  /** Fails on what must hold at every moment, besides that every file is whole. */
  check?(folder: string): Promise<void>;
  /** The result: the same for a run that was interrupted and one that was not. */
  read(folder: string): Promise<unknown>;
}

/** Starts the built command. */
export function startCli(args: readonly string[], cwd?: string): RunningJob {
  const child = spawn(process.execPath, [BIN, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: '1', MASKPRED_ENGINE: 'wasm' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    begun: Promise.resolve(),
    ended: once(child, 'close').then(([status]) => ({ status: status as number | null, stderr })),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Lets a job work to its end. */
export async function finish(job: Job, folder: string): Promise<void> {
  const { status, stderr } = await (await job.start(folder)).ended;
  if (status !== 0) throw new Error(`${job.name} ended with ${status}: ${stderr}`);
}
