import { once } from 'node:events';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { openBrowser } from '../open-browser.js';
import { findAppFolder } from './app-folder.js';
import { serveApp } from './serve-app.js';

export interface WebcamOptions {
  readonly port?: number | undefined;
  /** False leaves the browser alone. */
  readonly open: boolean;
}

/** Serves the webcam app until Ctrl-C. The address goes to stdout, the rest to stderr. */
export async function runWebcam(
  { port, open: mayOpen }: WebcamOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const folder = await findAppFolder();
  const server = await serveApp(folder, port === undefined ? {} : { port });
  try {
    await write(stdout, `${server.url}\n`);
    await write(stderr, 'The webcam app is served at this address, to this machine only. Ctrl-C ends it.\n');
    if (mayOpen && stdout.isTTY) await openBrowser(server.url, context);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.close();
  }
  context.setExitCode(EXIT.done); // Ctrl-C is how it is meant to end
}
