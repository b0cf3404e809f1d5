#!/usr/bin/env node
import { createRequire } from 'node:module';
import { CommanderError } from '@commander-js/extra-typings';
import { type CommandContext, streamFailed, write } from './context.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { failureOf, formatFailure } from './failure.js';
import { createProgram } from './program.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Failures that were reported: a full disk behind stdout shows in each write. */
const said = new Set<string>();

void main();

async function main(): Promise<void> {
  const { stdout, stderr } = process;
  const context: CommandContext = {
    stdout,
    stderr,
    signal: abortOnSignals(),
    setExitCode: (code) => void (process.exitCode = code),
  };
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) is no error.
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    void report(streamFailed(stdout, error), context);
  });
  try {
    const program = createProgram(context, version);
    if (process.argv.length > 2) await program.parseAsync();
    // Alone on a terminal it is the app; a script that forgot its arguments must not wait for it.
    else if (stdout.isTTY && process.stdin.isTTY) await program.parseAsync(['webcam'], { from: 'user' });
    else program.outputHelp();
  } catch (error) {
    await report(error, context);
  }
}

/** The first Ctrl-C (or SIGTERM) lets the picture under way end, the second one does not wait. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  const codes = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(code);
      process.exitCode = code;
      controller.abort();
    });
  }
  return controller.signal;
}

async function report(error: unknown, { stderr, signal }: CommandContext): Promise<void> {
  if (error instanceof CommanderError) {
    // Commander has written its message, or the help that was asked for.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return;
  }
  const failure = failureOf(error);
  // Ctrl-C was asked for; that something could not be kept at the end was not.
  if (signal.aborted && failure.code !== 'WRITE_FAILED') return;
  const isOurs = failure.code !== 'UNEXPECTED';
  const trace = !isOurs && error instanceof Error && error.stack ? `${error.stack}\n` : '';
  process.exitCode = exitCodeOf(error);
  const text = formatFailure(failure) + trace;
  if (said.has(text)) return;
  said.add(text);
  await write(stderr, text);
}
