import type { ClassScore } from '@maskpred/core';
import { NOT_FACE, type TrackedPerson } from '@maskpred/predictor';
import { type BoxPath, createBoxPath, type PathPoint } from './box-path.js';

/** One person of a video, from the first look that found the face to the last. */
export interface TrackRecord {
  /** Counts up from 1 within a video. */
  readonly id: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** `undefined` for who was not seen long enough to decide. */
  readonly label: string | undefined;
  /** Mean score of the label, or of the likeliest one. */
  readonly score: number;
  readonly scores: readonly ClassScore[];
  /** Where the face was, at looks that found it. */
  readonly path: readonly PathPoint[];
}

/** Keeps book of who is in a video, and forgets who has left. */
export interface TrackLedger {
  /** Takes the people of one look, and returns those who left since the look before, by id. */
  look(people: readonly TrackedPerson[], timestampMs: number): TrackRecord[];
  /** Those who are still there at the end, by id. */
  end(): TrackRecord[];
}

interface Entry {
  person: TrackedPerson;
  readonly path: BoxPath;
}

export interface LedgerOptions {
  /** Whether those who are called `not-face` in the end are kept. */
  readonly keepNotFace: boolean;
  /** Who was not found for longer has left: as the predictor has it, milliseconds. */
  readonly maxMissedMs: number;
}

/** An empty ledger. */
export function createTrackLedger({ keepNotFace, maxMissedMs }: LedgerOptions): TrackLedger {
  const entries = new Map<number, Entry>();
  const close = (isOver: (person: TrackedPerson) => boolean) => {
    const records: TrackRecord[] = [];
    for (const [id, { person, path }] of entries) {
      if (!isOver(person)) continue;
      entries.delete(id);
      if (keepNotFace || !isNotFace(person)) records.push(recordOf(person, path));
    }
    return records.sort((a, b) => a.id - b.id);
  };
  return {
    look(people, timestampMs) {
      for (const person of people) {
        const entry = entries.get(person.id) ?? { person, path: createBoxPath() };
        entry.person = person;
        if (person.isSeen) entry.path.add({ timestampMs, box: person.box });
        entries.set(person.id, entry);
      }
      // A clock that jumped back begins with new people.
      return close(({ lastSeenMs }) => Math.abs(timestampMs - lastSeenMs) > maxMissedMs);
    },
    end: () => close(() => true),
  };
}

/** Whether the face is called `not-face`, decided or likely. */
export function isNotFace({ label, scores }: TrackedPerson): boolean {
  return (label ?? scores[0]?.label) === NOT_FACE;
}

function recordOf(person: TrackedPerson, path: BoxPath): TrackRecord {
  const { id, firstSeenMs, lastSeenMs, label, score, scores } = person;
  return { id, firstMs: firstSeenMs, lastMs: lastSeenMs, label, score, scores, path: path.points() };
}
