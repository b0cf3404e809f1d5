import type { Command } from '../../../src/label/protocol.js';

/** Keeps decisions that the server has not confirmed yet, beyond the life of the tab. */
export interface OutboxStorage {
  /** Keeps these and no others. False when the browser has no room for them. */
  keep(commands: readonly Command[]): boolean;
  /** Takes over what tabs that are gone have left behind. */
  adopt(): Promise<readonly Command[]>;
}

const PREFIX = 'maskpred-label';

/** Keeps them in the browser's local storage, apart for each folder and each tab. */
export function createOutboxStorage(project: string, client: string): OutboxStorage {
  const prefix = `${PREFIX}:${project}:`;
  const own = prefix + client;
  // Held for as long as the tab lives, whatever way it ends.
  void navigator.locks.request(own, () => new Promise(() => {}));
  return {
    keep(commands) {
      try {
        if (commands.length === 0) localStorage.removeItem(own);
        else localStorage.setItem(own, JSON.stringify(commands));
        return true;
      } catch {
        return false; // the quota is used up, or storage is forbidden
      }
    },
    async adopt() {
      const found: Command[] = [];
      for (const key of Object.keys(localStorage).filter((one) => one.startsWith(prefix) && one !== own)) {
        await navigator.locks.request(key, { ifAvailable: true }, (lock) => {
          if (!lock) return; // its tab is alive
          found.push(...parseCommands(localStorage.getItem(key)));
          localStorage.removeItem(key);
        });
      }
      return found;
    },
  };
}

function parseCommands(text: string | null): readonly Command[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as Command[]) : [];
  } catch {
    return []; // not ours after all
  }
}
