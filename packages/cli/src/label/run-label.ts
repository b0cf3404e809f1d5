import { once } from 'node:events';
import type { MaskpredError } from '@maskpred/core';
import { createLabelServer, type LabelServer, type LabelServerOptions } from '@maskpred/dataset/label';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import { failureOf, formatFailure } from '../failure.js';
import { openBrowser } from '../open-browser.js';
import type { PredictSettings } from '../predict-picture.js';
import { createLabelNetworks } from './label-networks.js';

export interface LabelOptions extends Omit<PredictSettings, 'labels'> {
  readonly port?: number | undefined;
  /** The picture to begin with; false leaves the browser alone. */
  readonly open?: string | boolean;
  readonly mode?: NonNullable<LabelServerOptions['mode']>;
  readonly labels?: readonly string[];
  readonly keys?: Readonly<Record<string, string>>;
  readonly format?: NonNullable<LabelServerOptions['format']>;
  /** Whether the detector looks at pictures without boxes. */
  readonly propose: boolean;
  /** Whether the classifier guesses. */
  readonly guess: boolean;
}

/** Serves the labelling page until Ctrl-C, which writes everything. The address goes to stdout, the rest to stderr. */
export async function runLabel(
  folder: string,
  options: LabelOptions,
  context: CommandContext,
): Promise<void> {
  const { port, open, mode, labels, keys, format, propose, guess, ...settings } = options;
  const { stdout, stderr, signal } = context;
  const networks = createLabelNetworks(settings);
  const lost = new AbortController();
  const said = new Set<string>();
  let server: LabelServer | undefined;
  try {
    server = await createLabelServer({
      folder,
      signal,
      ...(port === undefined ? {} : { port }),
      ...(mode ? { mode } : {}),
      ...(labels ? { labels } : {}),
      ...(keys ? { keys } : {}),
      ...(format ? { format } : {}),
      ...(typeof open === 'string' ? { open } : {}),
      ...(propose ? { detector: networks.detector } : {}),
      ...(guess ? { classifier: () => networks.loadClassifier() } : {}),
      onError(error) {
        const failure = failureOf(error);
        if (failure.code === 'FOLDER_LOCKED') lost.abort(error);
        if (said.has(failure.message)) return;
        said.add(failure.message);
        void write(stderr, formatFailure(failure));
      },
    });
    await write(stdout, `${server.url}\n`);
    const { name, total } = server.project.info();
    await write(
      stderr,
      `${name}: ${total} pictures. Whoever has the address can change the labels; it is served to this machine only. ` +
        'Ctrl-C writes everything and ends.\n',
    );
    if (open !== false && stdout.isTTY) await openBrowser(server.url, context);
    const ended = AbortSignal.any([signal, lost.signal]);
    if (!ended.aborted) await once(ended, 'abort');
  } finally {
    await networks.close();
    await server?.close();
  }
  if (lost.signal.aborted) throw lost.signal.reason as MaskpredError;
  context.setExitCode(EXIT.done); // Ctrl-C is how it is meant to end
}
