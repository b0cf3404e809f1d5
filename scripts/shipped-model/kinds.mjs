// What each crop of the training set shows, read from its name, and how a model does on each kind.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calibrationOf, shorterSide } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { loadClassifier } from '@maskpred/classifier';
import { parseSplit } from '@maskpred/dataset';
import { readScenes } from '@maskpred/dataset/node';

/** Pictures a call of the classifier. */
const BATCH = 16;

/** Labels and sizes of the boxes of scenes, which names of crops do not tell. */
export async function readBoxes(folder) {
  const boxes = new Map();
  for (const { image } of await readScenes(folder)) {
    image.annotations.forEach(({ box, label }, i) =>
      boxes.set(`scene-${image.id}-box${i}`, { label, side: shorterSide(box) }),
    );
  }
  return boxes;
}

/** The entries of a split file of the set. */
export const readSplit = async (file) => parseSplit(await readFile(file, 'utf8'), file);

/**
 * The kinds that a crop counts for; none for copies that were moved or cut closer.
 * @param id - `<label>/<name>` of the training set.
 */
export function kindsOf(id, boxes) {
  const name = id.slice(id.indexOf('/') + 1).replace(/\.\w+$/, '');
  if (name.startsWith('face-')) return ['face'];
  const drawn = /^drawn-(right|under-nose|chin|hand|scarf|cup)-/.exec(name);
  if (drawn) return [`drawn ${drawn[1]}`];
  const other = /^scene-.*-(background|clothes|false)\d+$/.exec(name);
  if (other) return [other[1]];
  const box = boxes.get(name);
  if (!box) return [];
  if (box.label === 'incorrect-mask') return ['worn wrong'];
  return [16, 24].filter((least) => box.side >= least).map((least) => `${box.label} from ${least} px`);
}

/** What a model says of pictures of the set: id, label, best label and score of each, in their order. */
export async function classifyEntries(model, data, entries, engine = 'auto') {
  const classifier = await loadClassifier(model, { engine });
  const answers = [];
  for (let i = 0; i < entries.length; i += BATCH) {
    const batch = entries.slice(i, i + BATCH);
    const images = await Promise.all(batch.map(({ id }) => decodeImage(join(data, id))));
    const results = await classifier.classify(images);
    batch.forEach(({ id, label }, k) => answers.push({ id, label, best: results[k][0] }));
  }
  classifier.dispose();
  return answers;
}

const balanced = (right, a, b) => (right(a) + right(b)) / 2;

/** Shares of right answers by kind, the two balanced accuracies, faces lost to `not-face`, and the calibration error. */
export function summarise(answers, boxes) {
  const tally = new Map();
  const count = (kind, isHit) => {
    const { hits, size } = tally.get(kind) ?? { hits: 0, size: 0 };
    tally.set(kind, { hits: hits + Number(isHit), size: size + 1 });
  };
  for (const { id, label, best } of answers) {
    const kinds = kindsOf(id, boxes);
    for (const kind of kinds) count(kind, best.label === label);
    if (kinds.some((kind) => /^face|from 16 px$/.test(kind))) count('lost', best.label === 'not-face');
  }
  const right = (kind) => (tally.has(kind) ? tally.get(kind).hits / tally.get(kind).size : NaN);
  const confidences = answers.map(({ label, best }) => ({
    score: best.score,
    isRight: best.label === label,
  }));
  return {
    tally,
    right,
    balanced24: balanced(right, 'mask from 24 px', 'no-mask from 24 px'),
    balanced16: balanced(right, 'mask from 16 px', 'no-mask from 16 px'),
    ece: calibrationOf(confidences).ece,
  };
}
