import { randomUUID } from 'node:crypto';
import { assertAllDecided, listPicturesToDo } from './pictures-to-do.mjs';

/**
 * Labels every proposed box through the protocol that the page speaks with its server: for machines without a browser.
 * @param {string} url of the page, with its token
 * @param {object} options
 * @param {import('./decisions.mjs').Decide} options.decide
 * @returns {Promise<{ pictures: number, commands: number }>}
 */
export async function labelByClient(url, { decide }) {
  const { origin } = new URL(url);
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers.get('set-cookie').split(';', 1)[0];
  const ask = async (path, body) => {
    const response = await fetch(origin + path, {
      headers: { cookie, origin, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path}: answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const items = await listPicturesToDo(ask);
  const client = randomUUID();
  let count = 0;
  for (const { id, name } of items) {
    const { state, revision } = await ask(`/api/pictures/${id}`);
    const commands = commandsFor({ id, name, state, revision }, decide);
    count += commands.length;
    if (commands.length > 0) await ask('/api/commands', { client, commands });
  }
  await assertAllDecided(ask);
  return { pictures: items.length, commands: count };
}

/** One command a box, each made for the state that the one before left. */
function commandsFor({ id, name, state, revision }, decide) {
  const commands = [];
  let current = revision;
  let removed = 0;
  for (const [at, before] of state.boxes.entries()) {
    const label = decide(name, before.box);
    const after = label === undefined ? null : { id: before.id, box: before.box, label };
    const kind = after ? 'relabel' : 'delete';
    const change = { boxes: [{ at: at - removed, before, after }] };
    const command = { type: 'decide', id: randomUUID(), picture: id, revision: current, kind, change };
    commands.push(command);
    current = command.id;
    if (!after) removed++;
  }
  return commands;
}
