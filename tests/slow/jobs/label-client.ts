import { randomUUID } from 'node:crypto';

/** What the labelling page does, as far as these tests need it. */
export interface LabelClient {
  /** All pictures, by name. */
  pictures(): Promise<{ readonly id: string; readonly name: string; readonly revision: string }[]>;
  /**
   * Sends one command.
   * @throws ProblemError for any answer but that it is saved.
   */
  send(command: object): Promise<void>;
  /** How many files are not as was decided yet, and what hinders it. */
  files(): Promise<{ readonly pending: number; readonly error: { readonly code: string } | null }>;
}

/** An answer of the server that is no success. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    body: string,
  ) {
    super(`${status}: ${body}`);
  }
}

/** Opens the address that `maskpred label` has printed. */
export async function enterLabel(url: string): Promise<LabelClient> {
  const { origin } = new URL(url);
  const { headers } = await fetch(url, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')!.split(';')[0]!;
  const client = randomUUID();
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(origin + path, {
      ...init,
      headers: { cookie, origin, 'content-type': 'application/json' },
    });
    const body = await response.text();
    if (!response.ok) throw new ProblemError(response.status, body);
    return JSON.parse(body) as unknown;
  };
  return {
    async pictures() {
      const { items } = (await ask('/api/pictures?filter=all&limit=100')) as {
        items: { id: string; name: string }[];
      };
      const pictures = items.sort((a, b) => (a.name < b.name ? -1 : 1));
      // Asked for one by one: the list does not wait until their annotations are read.
      const details = pictures.map(({ id }) => ask(`/api/pictures/${id}`) as Promise<{ revision: string }>);
      return Promise.all(details.map(async (detail, i) => ({ ...pictures[i]!, ...(await detail) })));
    },
    async files() {
      return ((await ask('/api/progress')) as { files: Awaited<ReturnType<LabelClient['files']>> }).files;
    },
    async send(command) {
      await ask('/api/commands', { method: 'POST', body: JSON.stringify({ client, commands: [command] }) });
    },
  };
}
