import { join } from 'node:path';
import { mapInOrder, type SceneFinding, type SceneOutcome, shorterSide } from '@maskpred/core';
import type { GalleryGroup, GalleryItem } from '@maskpred/report';
import { thumbnailOf } from '../dataset/thumbnail.js';
import { labelCommand } from './label-command.js';
import type { SceneErrorsInput } from './report-input.js';

/** Mistakes of a kind that the page shows. */
export const MOST_OF_A_KIND = 200;

/** Longer side of a picture on the page, pixels. */
const PICTURE_SIZE = 288;

interface Kind {
  readonly title: string;
  readonly note: string;
  /** Those worth the first look come first. */
  readonly compare: (a: SceneFinding, b: SceneFinding) => number;
}

const byScore = (a: SceneFinding, b: SceneFinding) => (b.score ?? 0) - (a.score ?? 0);
const bySize = (a: SceneFinding, b: SceneFinding) => shorterSide(b.box) - shorterSide(a.box);

const KINDS: Readonly<Record<Exclude<SceneOutcome, 'right'>, Kind>> = {
  'missed-face': {
    title: 'Missed faces',
    note: 'Labelled, and not found: the largest first.',
    compare: bySize,
  },
  'false-face': {
    title: 'False faces',
    note: 'Found where nothing is labelled: the surest first. Some will be faces that nobody labelled.',
    compare: byScore,
  },
  'wrong-label': {
    title: 'Wrong labels',
    note: 'Found, and called something else than it is labelled: the surest first.',
    compare: byScore,
  },
};

/** The mistakes by kind, cut from their scenes with what is around them. */
export async function sceneErrorGroups(input: SceneErrorsInput): Promise<GalleryGroup[]> {
  const kinds = Object.entries(KINDS).map(([outcome, kind]) => {
    const findings = input.findings.filter((finding) => finding.outcome === outcome);
    return { ...kind, findings: findings.sort((a, b) => kind.compare(a, b) || compareImages(a, b)) };
  });
  const total = kinds.reduce((sum, { findings }) => sum + Math.min(findings.length, MOST_OF_A_KIND), 0);
  let done = 0;
  const groups: GalleryGroup[] = [];
  for (const { title, note, findings } of kinds) {
    const shown = findings.slice(0, MOST_OF_A_KIND);
    const items: GalleryItem[] = [];
    for await (const item of mapInOrder(
      shown,
      2,
      (finding) => drawFinding(input.root, finding),
      input.signal,
    )) {
      items.push(item);
      input.onPicture?.(++done, total);
    }
    groups.push({ title, note, items, hidden: findings.length - items.length });
  }
  return groups;
}

function compareImages(a: SceneFinding, b: SceneFinding): number {
  return a.image < b.image ? -1 : a.image > b.image ? 1 : a.box.x - b.box.x;
}

async function drawFinding(root: string, finding: SceneFinding): Promise<GalleryItem> {
  const { image, box, score } = finding;
  const src = await thumbnailOf(join(root, image), { box, size: PICTURE_SIZE });
  const size = `${Math.round(box.width)} x ${Math.round(box.height)} px`;
  return {
    name: image,
    title: titleOf(finding),
    pictures: [{ caption: size, ...(src === undefined ? {} : { src }) }],
    ...(score === undefined ? {} : { note: `score ${score.toFixed(2)}` }),
    command: labelCommand(root, image),
  };
}

function titleOf({ outcome, truth, predicted }: SceneFinding): string {
  if (outcome === 'wrong-label') return `${truth} called ${predicted}`;
  if (outcome === 'missed-face') return truth === undefined ? 'missed' : `${truth}, missed`;
  return predicted === undefined ? 'no face' : `no face, called ${predicted}`;
}
