// What a viewer sees, against what is true: how often labels flicker and identities change, how long decisions take.
import { iou } from '@maskpred/core';

/** A shown box is that person's at this overlap. */
const MIN_OVERLAP = 0.3;
/** After a person's mask changed, the old label is no error for so long, milliseconds. */
const GRACE_MS = 1500;

/**
 * Collects what is shown look by look. `shown`: `{id, box, label}`, label undefined while it is being decided.
 */
export function createMeter() {
  const people = new Map();
  let falseShown = 0;
  let looks = 0;
  const personOf = (id) => {
    if (!people.has(id)) {
      people.set(id, {
        shown: 0,
        missed: 0,
        changes: 0,
        switches: 0,
        wrong: 0,
        decided: 0,
        firstMs: undefined,
      });
    }
    return people.get(id);
  };

  return {
    /** `truth`: who is in the frame; who is covered by somebody else is neither right nor wrong. */
    look(timestampMs, truth, shown) {
      looks++;
      const pairs = pair(truth, shown);
      for (const { id, label, changedAt, isCovered } of truth) {
        const person = personOf(id);
        if (isCovered) continue;
        person.firstMs ??= timestampMs;
        const one = pairs.get(id);
        if (!one) {
          person.missed++;
          continue;
        }
        person.shown++;
        if (person.track !== undefined && person.track !== one.id) person.switches++;
        person.track = one.id;
        if (one.label === undefined) continue;
        person.decided++;
        person.decisionMs ??= timestampMs - person.firstMs;
        const isChange = person.label !== undefined && person.label !== one.label;
        const sinceChange = timestampMs - changedAt * 1000;
        if (isChange && label === one.label && sinceChange >= 0 && person.noticedMs === undefined) {
          person.noticedMs = sinceChange;
        } else if (isChange) {
          person.changes++;
        }
        person.label = one.label;
        const isExcused = sinceChange >= 0 && sinceChange < GRACE_MS;
        if (one.label !== label && !isExcused) person.wrong++;
      }
      falseShown += shown.length - pairs.size;
    },

    /** `seconds`: between two looks. */
    summary(seconds) {
      const all = [...people.values()];
      const sum = (name) => all.reduce((total, person) => total + person[name], 0);
      const minutes = (sum('shown') * seconds) / 60;
      const known = (name) => all.map((person) => person[name]).filter((value) => value !== undefined);
      return {
        minutes,
        changes: sum('changes'),
        switches: sum('switches'),
        missed: sum('missed') / (sum('missed') + sum('shown')),
        wrong: sum('wrong') / sum('decided'),
        decisions: known('decisionMs'),
        noticed: known('noticedMs'),
        falsePerMinute: falseShown / ((looks * seconds) / 60),
        undecided: 1 - sum('decided') / sum('shown'),
      };
    },
  };
}

/** Who is shown as what: the largest overlaps first, each box once. */
function pair(truth, shown) {
  const candidates = truth.flatMap(({ id, box }) =>
    shown
      .map((one) => ({ id, one, overlap: iou(one.box, box) }))
      .filter(({ overlap }) => overlap >= MIN_OVERLAP),
  );
  const pairs = new Map();
  const used = new Set();
  for (const { id, one } of candidates.sort((a, b) => b.overlap - a.overlap)) {
    if (pairs.has(id) || used.has(one)) continue;
    pairs.set(id, one);
    used.add(one);
  }
  return pairs;
}
