import { join } from 'node:path';
import { type Finding, FINDING_KINDS } from '@maskpred/dataset';
import type { FindingSection, ReportPicture } from '@maskpred/report';
import { thumbnailOf } from '../thumbnail.js';
import { KINDS } from './kinds.js';

/** Findings of a kind that the page shows, and pictures of one finding. */
const MOST = { findings: 60, pictures: 8 };

/** The findings as sections of the page, with small copies of their pictures. */
export async function findingSections(
  folder: string,
  findings: readonly Finding[],
  signal: AbortSignal,
): Promise<FindingSection[]> {
  const sections: FindingSection[] = [];
  for (const kind of FINDING_KINDS) {
    const ofKind = findings.filter((finding) => finding.kind === kind);
    if (ofKind.length === 0) continue;
    const { title, advice } = KINDS[kind];
    const shown = ofKind.slice(0, MOST.findings);
    sections.push({
      title,
      severity: ofKind[0]!.severity,
      note: advice,
      count: ofKind.length,
      hidden: ofKind.length - shown.length,
      groups: await groupPictures(folder, shown, signal),
    });
  }
  return sections;
}

/** Findings of one picture stand in one row; the pictures of a finding with several have a row of their own. */
async function groupPictures(
  folder: string,
  findings: readonly Finding[],
  signal: AbortSignal,
): Promise<ReportPicture[][]> {
  const singles: ReportPicture[] = [];
  const rows: ReportPicture[][] = [];
  for (const finding of findings) {
    signal.throwIfAborted();
    const pictures = await picturesOf(folder, finding);
    if (pictures.length > 1) rows.push(pictures);
    else singles.push(...pictures);
  }
  return singles.length > 0 ? [...rows, singles] : rows;
}

async function picturesOf(
  folder: string,
  { path, message, box, related = [] }: Finding,
): Promise<ReportPicture[]> {
  const paths = [path, ...related].slice(0, MOST.pictures);
  return Promise.all(
    paths.map(async (name, index) => {
      const src = await thumbnailOf(join(folder, name), index === 0 && box ? { box } : {});
      return { caption: name, ...(index === 0 ? { note: message } : {}), ...(src ? { src } : {}) };
    }),
  );
}
