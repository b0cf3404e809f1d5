import { setTimeout as wait } from 'node:timers/promises';
import type { FileKeeper, ProjectCore } from './core.js';
import type { LabelPicture } from './picture.js';

export interface SurveyOptions {
  readonly core: ProjectCore;
  readonly keeper: FileKeeper;
  readonly onRead: (pictures: readonly LabelPicture[]) => void;
  /** Whether somebody waits for an answer: that comes first. */
  readonly isAsked: () => boolean;
  readonly signal: AbortSignal;
}

/** As many annotations are read at a time: enough to keep a disk busy, few enough for a page to be answered in between. */
const AT_A_TIME = 8;
/** Pages are told this often, ms. */
const TELL_MS = 250;
/** Somebody who asks without end does not stop the reading: it waits this often for so long, ms. */
const WAITS = 10;
const WAIT_MS = 10;

/** Reads what the files say of all pictures, while the server answers. */
export async function surveyPictures({
  core,
  keeper,
  onRead,
  isAsked,
  signal,
}: SurveyOptions): Promise<void> {
  const pictures = [...core.pictures.values()];
  const total = pictures.length;
  let toldAt = performance.now();
  for (let at = 0; at < total && !signal.aborted; at += AT_A_TIME) {
    for (let waits = 0; waits < WAITS && isAsked(); waits++) await wait(WAIT_MS);
    const batch = pictures.slice(at, at + AT_A_TIME).filter(({ status }) => status === 'unread');
    const read = await Promise.all(
      batch.map(async (picture) => [picture, await keeper.read(picture)] as const),
    );
    await core.exclusive(async () => {
      for (const [picture, found] of read) {
        if (picture.status === 'unread') await keeper.settle(picture, found);
      }
    });
    onRead(batch);
    if (performance.now() - toldAt > TELL_MS) {
      toldAt = performance.now();
      core.emit({ type: 'survey', read: Math.min(at + AT_A_TIME, total), total });
    }
  }
  if (signal.aborted) return;
  await core.exclusive(() => keeper.finishSurvey());
  core.emit({ type: 'survey', read: total, total });
}
