import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

export interface HostQueueOptions {
  /** Under way to one host. */
  readonly hostConcurrency: number;
  /** Under way in all. */
  readonly concurrency: number;
}

/** Runs requests so that a host gets few at a time, with pauses. */
export interface HostQueue {
  /**
   * What `work` returns. It starts when the host is free and `delayMs` have passed since its last request ended.
   * @throws `signal.reason`, or what `work` throws.
   */
  run<T>(host: string, delayMs: number, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
  /** The host asked for a pause, from now on, ms. */
  pause(host: string, ms: number): void;
}

interface Host {
  readonly queue: PQueue;
  /** `performance.now()` when its last request ended. */
  lastEndedAt: number;
  pausedUntil: number;
}

/** Hosts that may be remembered before idle ones are forgotten. */
const SWEEP_ABOVE = 512;

/** A queue with nothing in it. */
export function createHostQueue({ hostConcurrency, concurrency }: HostQueueOptions): HostQueue {
  const all = new PQueue({ concurrency });
  const hosts = new Map<string, Host>();
  const hostOf = (name: string): Host => {
    let host = hosts.get(name);
    if (!host) {
      if (hosts.size > SWEEP_ABOVE) forgetIdle(hosts);
      host = { queue: new PQueue({ concurrency: hostConcurrency }), lastEndedAt: -Infinity, pausedUntil: 0 };
      hosts.set(name, host);
    }
    return host;
  };
  return {
    run(name, delayMs, work, signal) {
      const host = hostOf(name);
      const inTurn = async () => {
        // Waiting for the host does not count as a request, so other hosts go on meanwhile.
        for (;;) {
          const startAt = Math.max(host.lastEndedAt + delayMs, host.pausedUntil);
          const wait = startAt - performance.now();
          if (wait <= 0) break;
          await wake(wait, signal);
        }
        return all.add(work, signal ? { signal } : {}).finally(() => {
          host.lastEndedAt = performance.now();
        });
      };
      return host.queue.add(inTurn, signal ? { signal } : {});
    },
    pause(name, ms) {
      const host = hostOf(name);
      host.pausedUntil = Math.max(host.pausedUntil, performance.now() + ms);
    },
  };
}

/** Half an hour: a host that was quiet for longer is like a new one. */
const FORGET_AFTER_MS = 30 * 60_000;

function forgetIdle(hosts: Map<string, Host>): void {
  const now = performance.now();
  for (const [name, { queue, lastEndedAt, pausedUntil }] of hosts) {
    const isIdle = queue.size === 0 && queue.pending === 0;
    if (isIdle && Math.max(lastEndedAt + FORGET_AFTER_MS, pausedUntil) < now) hosts.delete(name);
  }
}

/** Resolves after `ms`; rejects with the signal's own reason. */
export async function wake(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
