// Splitting: how long 1,000,000 ids take by group and label, against a plain shuffle of the same ids, which leaks.
//
//   node scripts/bench/split.mjs [--items 1000000]
import { parseArgs } from 'node:util';
import { createRandom, shuffle } from '@maskpred/core';
import { formatSplit, parseSplit, splitDataset } from '@maskpred/dataset';

const { values: args } = parseArgs({ options: { items: { type: 'string', default: '1000000' } } });
const count = Number(args.items);
/** Bar of the project: seconds for 1,000,000 ids. */
const MAX_SECONDS = 20;

const random = createRandom(1);
const labels = ['mask', 'no-mask', 'not-face'];
const nameIn = (kind, size, share) => (random.next() < share ? [`${kind} ${random.int(0, size - 1)}`] : []);
const items = Array.from({ length: count }, (_, i) => {
  const label = labels[random.next() < 0.1 ? 2 : random.int(0, 1)];
  // every fifth has near-duplicates and every third shares a page, in groups of about three
  const groups = [
    ...nameIn('near', Math.ceil(count / 15), 0.2),
    ...nameIn('page', Math.ceil(count / 9), 0.33),
  ];
  return {
    id: `${label}/${(Math.imul(i, 2654435761) >>> 0).toString(16).padStart(8, '0')}.jpg`,
    label,
    groups,
  };
});

/** Seconds of this process, all its threads together: neighbours on the machine do not count. */
function time(what, work) {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const clock = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  console.log(`${what}: ${seconds.toFixed(2)} s (${clock.toFixed(2)} s by the clock)`);
  return { seconds, result };
}

/** Share of the pictures kept out that have a group mate in training. */
function leakOf(partOf) {
  const inTraining = new Set(items.flatMap(({ id, groups }) => (partOf.get(id) === 'train' ? groups : [])));
  const kept = items.filter(({ id }) => partOf.get(id) !== 'train');
  return kept.filter(({ groups }) => groups.some((name) => inTraining.has(name))).length / kept.length;
}
const percent = (share) => `${(share * 100).toFixed(1)} %`;

console.log(`${count.toLocaleString('en')} ids`);
const plain = time('plain shuffle', () => {
  const order = shuffle(items, createRandom(1));
  return new Map(order.map(({ id }, i) => [id, i < count * 0.8 ? 'train' : 'val']));
});
const fresh = time('splitDataset', () => splitDataset(items, { seed: 1 }));
const grown = time('splitDataset, carrying on from 90 % of it', () =>
  splitDataset(items, { seed: 1, previous: fresh.result.entries.filter((_, i) => i % 10 > 0) }),
);
const text = time('formatSplit', () => formatSplit(fresh.result.entries));
time('parseSplit', () => parseSplit(text.result));

const leak = leakOf(new Map(fresh.result.entries.map(({ id, part }) => [id, part])));
console.log(
  `pictures kept out with a group mate in training: plain shuffle ${percent(leakOf(plain.result))}, by group ${percent(leak)}`,
);
console.log(`expected of a plain shuffle, chains counted too: ${percent(fresh.result.leak)}`);
console.log(`ratio splitDataset / plain shuffle ${(fresh.seconds / plain.seconds).toFixed(1)}`);
const slowest = Math.max(fresh.seconds, grown.seconds);
console.log(`slowest split ${slowest.toFixed(1)} s (at most ${MAX_SECONDS})`);
process.exitCode = slowest > MAX_SECONDS || leak > 0 ? 1 : 0;
