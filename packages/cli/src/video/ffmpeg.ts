import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { MaskpredError, messageOf } from '@maskpred/core';
import { type FfmpegLog, LOG_OPTIONS, readFfmpegLog } from './ffmpeg-log.js';

/** An ffmpeg that runs. */
export interface Ffmpeg {
  /** Its path, or `ffmpeg` where PATH says which it is. */
  readonly program: string;
  /** As it calls itself: `5.1.9-0+deb12u1`. */
  readonly version: string;
}

/** How a run of ffmpeg ended. */
export interface Ending {
  readonly code: number | null;
  /** What killed it. */
  readonly signal: NodeJS.Signals | null;
}

/** One run of ffmpeg. */
export interface FfmpegRun {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly log: FfmpegLog;
  /** Resolves when it has ended and all that it wrote was read. */
  readonly ended: Promise<Ending>;
  /** Ends it at once; nothing that it writes is of use any more. */
  kill(): void;
}

/**
 * The ffmpeg of `$MASKPRED_FFMPEG`, else of PATH.
 * @throws {MaskpredError} MISSING_DEPENDENCY when there is none, or it does not start.
 */
export async function findFfmpeg(environment: NodeJS.ProcessEnv = process.env): Promise<Ffmpeg> {
  const named = environment['MASKPRED_FFMPEG'] || undefined;
  const program = named ?? 'ffmpeg';
  let text = '';
  try {
    const child = spawn(program, ['-version'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(child, 'close');
  } catch (error) {
    throw missing(named, isNotThere(error) ? undefined : messageOf(error), error);
  }
  const version = /^ffmpeg version (\S+)/.exec(text)?.[1];
  if (!version) throw missing(named, 'it does not say its version, as ffmpeg does');
  return { program, version };
}

/** Runs under way: ended when this process ends in the middle. */
const underWay = new Set<ChildProcess>();

/**
 * Starts ffmpeg with these arguments, never through a shell. Its input is closed unless `stdin` is 'pipe'.
 *
 * It is in a process group of its own: Ctrl-C on a terminal reaches this process only, which then decides what becomes of it.
 */
export function startFfmpeg(
  { program }: Ffmpeg,
  args: readonly string[],
  { stdin }: { readonly stdin: 'ignore' | 'pipe' } = { stdin: 'ignore' },
): FfmpegRun {
  const child = spawn(program, [...LOG_OPTIONS, '-nostdin', ...args], {
    stdio: [stdin, 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  if (underWay.size === 0) process.once('exit', killUnderWay);
  underWay.add(child);
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', (error) => reject(missing(program, messageOf(error), error)));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    underWay.delete(child);
    if (underWay.size === 0) process.removeListener('exit', killUnderWay);
  });
  ended.catch(() => undefined); // who waits for it is told; nobody may be waiting yet
  return {
    stdin: child.stdin!,
    stdout: child.stdout!,
    log: readFfmpegLog(child.stderr!),
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}

/**
 * Options under which each frame that leaves the filters is written once, with its own time.
 * `-vsync` was replaced by `-fps_mode` in ffmpeg 5.1 (its changelog); versions built from its repository are newer.
 */
export function passThroughOptions(version: string): string[] {
  const [, major, minor = '0'] = /^n?(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const isOld = major !== undefined && Number(major) * 100 + Number(minor) < 501;
  return isOld ? ['-vsync', 'passthrough'] : ['-fps_mode', 'passthrough'];
}

function killUnderWay(): void {
  for (const child of underWay) child.kill('SIGKILL');
}

function isNotThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function missing(named: string | undefined, reason?: string, cause?: unknown): MaskpredError {
  const what = named === undefined ? 'ffmpeg' : `"${named}"`;
  return new MaskpredError(
    'MISSING_DEPENDENCY',
    `Videos and cameras are read with ffmpeg, and ${what} ${reason === undefined ? 'was not found' : `does not run: ${reason}`}. ` +
      'Install ffmpeg (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), ' +
      'or set MASKPRED_FFMPEG to its path.',
    cause === undefined ? {} : { cause },
  );
}
