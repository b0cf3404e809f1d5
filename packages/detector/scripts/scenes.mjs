// Scenes with Pascal VOC boxes, and the matching by which detections are judged on them.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A detection is right at this intersection over union. */
const MIN_IOU = 0.5;

/** The pictures of a folder with images/ and annotations/*.xml, by name: `{id, path, boxes, isHeldOut}`. */
export async function readScenes(folder) {
  const names = (await readdir(join(folder, 'annotations'))).filter((name) => name.endsWith('.xml')).sort();
  return Promise.all(
    names.map(async (name) => {
      const xml = await readFile(join(folder, 'annotations', name), 'utf8');
      const id = basename(name, '.xml');
      return {
        id,
        path: join(folder, 'images', /<filename>\s*([^<]+?)\s*</.exec(xml)[1]),
        boxes: [...xml.matchAll(/<object>(.*?)<\/object>/gs)].map(([, object]) => boxOf(object)),
        isHeldOut: isHeldOut(id),
      };
    }),
  );
}

/** A fifth of the pictures, the same ones on every run: no constant is fitted on them. */
export function isHeldOut(id) {
  return createHash('sha256').update(id).digest()[0] % 5 === 0;
}

function boxOf(object) {
  const edge = (name) => Number(new RegExp(`<${name}>\\s*([-\\d.]+)`).exec(object)[1]);
  const [x, y] = [edge('xmin'), edge('ymin')];
  return { x, y, width: edge('xmax') - x, height: edge('ymax') - y };
}

const shorterSide = ({ width, height }) => Math.min(width, height);

export function iou(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}

/**
 * COCO's greedy matching of one picture: best score first, each true box once; boxes under `minSide` are ignored, and so
 * are detections that match one or are smaller than it themselves. Returns `{face, truth, isIgnored}`, truth an index.
 */
export function matchFaces(faces, boxes, minSide) {
  const isSmall = boxes.map((box) => shorterSide(box) < minSide);
  const used = new Set();
  return [...faces]
    .sort((a, b) => b.score - a.score)
    .map((face) => {
      const best = (small) => {
        let truth = -1;
        let overlap = MIN_IOU;
        boxes.forEach((box, i) => {
          if (isSmall[i] !== small || used.has(i)) return;
          const value = iou(face.box, box);
          if (value >= overlap) [truth, overlap] = [i, value];
        });
        return truth;
      };
      const large = best(false);
      const truth = large >= 0 ? large : best(true);
      if (truth >= 0) used.add(truth);
      return { face, truth, isIgnored: truth >= 0 ? isSmall[truth] : shorterSide(face.box) < minSide };
    });
}

/** Recall and precision at `minScore`, average precision over all scores given. `results`: `{faces, boxes}` a picture. */
export function measure(results, minSide, minScore) {
  const truths = results.reduce(
    (n, { boxes }) => n + boxes.filter((b) => shorterSide(b) >= minSide).length,
    0,
  );
  const counted = results.flatMap(({ faces, boxes }) =>
    matchFaces(faces, boxes, minSide)
      .filter(({ isIgnored }) => !isIgnored)
      .map(({ face, truth }) => ({ score: face.score, isRight: truth >= 0 })),
  );
  const chosen = results.flatMap(({ faces, boxes }) =>
    matchFaces(
      faces.filter(({ score }) => score >= minScore),
      boxes,
      minSide,
    ).filter(({ isIgnored }) => !isIgnored),
  );
  const right = chosen.filter(({ truth }) => truth >= 0).length;
  return {
    truths,
    recall: right / truths,
    precision: right / Math.max(1, chosen.length),
    averagePrecision: averagePrecision(counted, truths),
  };
}

/** Area under the precision-recall curve, each precision raised to the best at higher recall. */
function averagePrecision(counted, truths) {
  counted.sort((a, b) => b.score - a.score);
  let right = 0;
  const points = counted.map(({ isRight }, i) => {
    right += isRight ? 1 : 0;
    return { recall: right / truths, precision: right / (i + 1) };
  });
  let area = 0;
  let peak = 0;
  for (let i = points.length - 1; i >= 0; i--) {
    peak = Math.max(peak, points[i].precision);
    area += (points[i].recall - (points[i - 1]?.recall ?? 0)) * peak;
  }
  return area;
}
