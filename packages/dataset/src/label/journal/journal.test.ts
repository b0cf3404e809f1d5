import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkplace, type Workplace } from '../__fixtures__/scenes.js';
import type { JournalEntry, JournalHeader } from './entry.js';
import { type Journal, openJournal } from './journal.js';

let place: Workplace;
beforeEach(async () => {
  place = await createWorkplace();
});
afterEach(() => place.remove());

const header: JournalHeader = { t: 'header', format: 'maskpred-labels', version: 1, id: 'one' };
const entryOf = (seq: number): JournalEntry => ({ t: 'file', file: `ä${seq}.xml`, hash: null, seq });

async function open(): Promise<{ journal: Journal; entries: JournalEntry[] }> {
  const entries: JournalEntry[] = [];
  const journal = await openJournal(place.path('state', 'labels.jsonl'), {
    header,
    onEntry: (entry) => entries.push(entry),
  });
  return { journal, entries };
}

describe('openJournal', () => {
  it('begins empty, and keeps who it is', async () => {
    const first = await open();
    expect(first.entries).toEqual([]);
    await first.journal.close();
    const { journal, entries } = await open();
    expect([journal.header, entries]).toEqual([header, []]);
    await journal.close();
  });

  it('gives back what was appended, from the beginning and from its place', async () => {
    const { journal } = await open();
    const [[first], [second, third]] = await Promise.all([
      journal.append([entryOf(1)]),
      journal.append([entryOf(2), entryOf(3)]),
    ]);
    expect(await journal.read(second!)).toEqual(entryOf(2));
    expect(await journal.read(third!)).toEqual(entryOf(3));
    expect(await journal.read(first!)).toEqual(entryOf(1));
    await journal.close();
    const again = await open();
    expect(again.entries).toEqual([1, 2, 3].map(entryOf));
    await again.journal.close();
    await expect(again.journal.append([entryOf(4)])).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('removes a last line that was cut short, and goes on behind what is whole', async () => {
    const { journal } = await open();
    await journal.append([entryOf(1)]);
    await journal.close();
    await appendFile(place.path('state', 'labels.jsonl'), '{"t":"file","file":"b');
    const second = await open();
    expect(second.entries).toEqual([entryOf(1)]);
    await second.journal.append([entryOf(2)]);
    await second.journal.close();
    const third = await open();
    expect(third.entries).toEqual([1, 2].map(entryOf));
    await third.journal.close();
  });

  it('refuses what is no journal, or of a newer version, and leaves it as it is', async () => {
    await mkdir(place.path('state'));
    for (const text of ['hello\n', `${JSON.stringify({ ...header, version: 2 })}\n`]) {
      await writeFile(place.path('state', 'labels.jsonl'), text);
      await expect(open()).rejects.toMatchObject({
        code: 'ANNOTATION_PARSE_FAILED',
        message: expect.stringContaining('labels.jsonl:1') as string,
      });
      expect(await readFile(place.path('state', 'labels.jsonl'), 'utf8')).toBe(text);
    }
  });

  it('says so where it cannot be written', async () => {
    await writeFile(place.path('state'), 'a file');
    await expect(open()).rejects.toMatchObject({
      code: expect.stringMatching(/FAILED|UNREADABLE/) as string,
    });
  });
});
