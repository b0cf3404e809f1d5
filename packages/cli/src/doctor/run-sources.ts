import { assertArgument } from '@maskpred/core';
import {
  checkSources,
  type CheckSourcesOptions,
  createHttpClient,
  type OpenHttpClient,
  type SourceCheck,
} from '@maskpred/crawler';
import picocolors from 'picocolors';
import { type CommandContext, write } from '../context.js';
import { EXIT } from '../exit-code.js';
import type { Endpoints } from '../endpoint-option.js';
import { formatSourceChecks } from './source-report.js';

/** What only a live check has a use for. */
export interface LiveCheckOptions {
  readonly endpoint?: Endpoints;
  readonly allowHost?: readonly string[];
  readonly contact?: string;
  readonly ignoreRobots?: readonly string[];
}

export interface DoctorSourcesOptions extends LiveCheckOptions {
  readonly json?: true;
  /** Asks the services too. */
  readonly live?: true;
}

/** Checks the crawler's sources; fails when one is not as it should be. */
export async function runDoctorSources(
  options: DoctorSourcesOptions,
  context: CommandContext,
): Promise<void> {
  const { json, live } = options;
  const http = live ? openClient(options) : undefined;
  let checks: SourceCheck[];
  try {
    checks = await checkSources({ signal: context.signal, ...(http ? liveOptions(http, options) : {}) });
  } finally {
    await http?.close();
  }
  const text = json ? `${JSON.stringify({ sources: checks })}\n` : formatSourceChecks(checks, picocolors);
  await write(context.stdout, text);
  if (checks.some(({ status }) => status !== 'ok')) context.setExitCode(EXIT.failed);
}

/** @throws {MaskpredError} INVALID_ARGUMENT for options of a live check without one. */
export function assertLive(
  options: LiveCheckOptions & { readonly live?: true; readonly sources?: true },
): void {
  const { live, sources, endpoint, allowHost, contact, ignoreRobots } = options;
  assertArgument(!live || sources === true, '--live goes with --sources: maskpred doctor --sources --live');
  const given = Object.entries({
    '--endpoint': endpoint,
    '--allow-host': allowHost,
    '--contact': contact,
    '--ignore-robots': ignoreRobots,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  assertArgument(
    live === true || given.length === 0,
    `${given.join(', ')}: only a live check has a use for this. Add --sources --live.`,
  );
}

function openClient({ allowHost, contact }: LiveCheckOptions): OpenHttpClient {
  return createHttpClient({
    // one request each: who does not answer is told of, not waited for
    retries: 0,
    ...(allowHost ? { allowHosts: allowHost } : {}),
    ...(contact === undefined ? {} : { contact }),
  });
}

function liveOptions(
  http: OpenHttpClient,
  { endpoint, ignoreRobots }: LiveCheckOptions,
): CheckSourcesOptions {
  return {
    http,
    ...(endpoint ? { endpoints: endpoint } : {}),
    ...(ignoreRobots?.includes('bing') ? { robots: false as const } : {}),
  };
}
