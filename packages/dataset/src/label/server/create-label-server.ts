import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { MaskpredError } from '@maskpred/core';
import { listenOnLoopback, type LoopbackLimits } from '@maskpred/core/node';
import type { LabelProject } from '../project/label-project.js';
import { openLabelProject, type OpenLabelProjectOptions } from '../project/open-label-project.js';
import { createRoutes } from './routes.js';

/** The same on each start, so that a page which was left open finds the server again. */
export const DEFAULT_LABEL_PORT = 4820;

export interface LabelServerOptions extends OpenLabelProjectOptions {
  /** 0 for any that is free. @default 4820, or one of the next ones that is free */
  readonly port?: number;
  /** Folder of the built page. @default the one that ships with this package */
  readonly page?: string;
  /** What one client may take of the server. @default `LOOPBACK_LIMITS` of `@maskpred/core/node` */
  readonly limits?: Partial<LoopbackLimits>;
}

/** The labelling page of a folder. */
export interface LabelServer {
  /** Where it is, with the token that lets a browser in: whoever has this address can change the labels. */
  readonly url: string;
  readonly project: LabelProject;
  /** Writes the files, ends the connections and lets go of the folder. @throws {MaskpredError} WRITE_FAILED. */
  close(): Promise<void>;
}

/** 128 bits, bytes. */
const TOKEN_BYTES = 16;

/**
 * Serves the labelling page of a folder to this machine, and to nobody else, until it is closed.
 *
 * @throws {MaskpredError} what `openLabelProject` throws; FILE_NOT_FOUND when the page is not there; INVALID_ARGUMENT when the
 * port cannot be had.
 * @example
 * const server = await createLabelServer({ folder: 'scenes', port: 4820 });
 * console.log(server.url); // http://127.0.0.1:4820/?token=9f0c…
 * await server.close();
 */
export async function createLabelServer(options: LabelServerOptions): Promise<LabelServer> {
  const { port, limits, page = fileURLToPath(new URL('label-page', import.meta.url)), ...settings } = options;
  if (!existsSync(join(page, 'index.html'))) {
    throw new MaskpredError(
      'FILE_NOT_FOUND',
      `${page}: the labelling page is missing. Install @maskpred/dataset again, or in its repository run: npm run build`,
    );
  }
  const listening = await listenOnLoopback({ port, firstPort: DEFAULT_LABEL_PORT, limits });
  let project: LabelProject;
  try {
    project = await openLabelProject(settings);
  } catch (error) {
    await listening.close();
    throw error;
  }
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const routes = createRoutes({ project, page, server: listening, token });
  const answer = getRequestListener(routes.fetch);
  listening.answer((request, response) => void answer(request, response));
  return {
    url: `${listening.origin}/?token=${token}`,
    project,
    async close() {
      try {
        await project.close();
      } finally {
        await listening.close();
      }
    },
  };
}
