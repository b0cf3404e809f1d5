import { once } from 'node:events';
import { assertArgument } from '@maskpred/core';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { openBrowser } from '../open-browser.js';
import { findAppFolder } from './app-folder.js';
import type { AppFiles, OwnModelSettings } from './own-models.js';
import { serveApp } from './serve-app.js';
import { assertAppTarget, writeApp } from './write-app.js';

export interface WebcamOptions extends OwnModelSettings {
  readonly port?: number | undefined;
  /** False leaves the browser alone. */
  readonly open: boolean;
  /** Writes the app there instead of serving it. */
  readonly out?: string;
}

/** Serves the webcam app until Ctrl-C, or writes it. The address or the folder goes to stdout, the rest to stderr. */
export async function runWebcam(
  { port, open: mayOpen, out, ...models }: WebcamOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  if (out !== undefined) await assertAppTarget(out);
  const folder = await findAppFolder();
  const own = await readModels(models);
  if (out !== undefined) {
    await writeApp(folder, own, out);
    await write(stdout, `${out}\n`);
    return;
  }
  const server = await serveApp(folder, { own, ...(port === undefined ? {} : { port }) });
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

/** Without models of one's own no network is loaded here: the app's are known to run. */
async function readModels(settings: OwnModelSettings): Promise<AppFiles> {
  const { model, detector = 'ssd', labels, pixelRange } = settings;
  assertArgument(
    model !== undefined || (labels ?? pixelRange) === undefined,
    "--labels and --pixel-range say what another tool's --model means, and none was given.",
  );
  if (model === undefined && detector === 'ssd') return new Map();
  const { readOwnModels } = await import('./own-models.js');
  return readOwnModels(settings);
}
