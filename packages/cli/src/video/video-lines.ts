import type { TrackedPerson } from '@maskpred/predictor';
import type { Colors } from 'picocolors/types.js';
import { type Failure, printable } from '../failure.js';
import { countOf, round } from '../numbers.js';
import { createTable, roundBox } from '../predict-lines.js';
import { formatPercent, paintLabel, roundScore, scoresToObject } from '../scores.js';
import type { TrackRecord } from './track-ledger.js';

/** What a video was, at its end. */
export interface VideoSummary {
  /** The path or the device as given. */
  readonly video: string;
  /** Pixels of the upright frame. */
  readonly width: number;
  readonly height: number;
  /** Time of the last frame that was read, milliseconds from the start. */
  readonly lastMs: number;
  /** How many frames were looked at. */
  readonly looked: number;
  readonly tracks: number;
  /** Present when only a part could be read. */
  readonly error?: Failure;
}

/** A line of JSON for a person who has left, or was there at the end. Boxes are pixels of the upright frame. */
export function formatTrackJson(video: string, record: TrackRecord): string {
  const { id, firstMs, lastMs, label = null, score, scores, path } = record;
  const boxes = path.map(({ timestampMs, box }) => ({ ms: roundMs(timestampMs), ...roundBox(box) }));
  return lineOf({
    ...{ video, track: id, firstMs: roundMs(firstMs), lastMs: roundMs(lastMs), label },
    ...{ labelScore: roundScore(score), scores: scoresToObject(scores), boxes },
  });
}

/** A line of JSON for a frame that was looked at. A face's `score` is the detector's, of when it was last found. */
export function formatFrameJson(
  video: string,
  timestampMs: number,
  people: readonly TrackedPerson[],
): string {
  const faces = people.map(({ id, box, label = null, score, face, isSeen }) => ({
    ...{ track: id, box: roundBox(box), score: roundScore(face.score) },
    ...{ label, labelScore: roundScore(score), isSeen },
  }));
  return lineOf({ video, ms: roundMs(timestampMs), faces });
}

/** The last line of JSON of a video. */
export function formatSummaryJson({ lastMs, ...summary }: VideoSummary): string {
  return lineOf({ ...summary, lastMs: roundMs(lastMs) });
}

/** A video for people: a line for it, then a row for each person. */
export function formatVideoText(
  summary: VideoSummary,
  records: readonly TrackRecord[],
  colors: Colors,
): string {
  const { video, width, height, lastMs, looked, tracks } = summary;
  const who = tracks === 0 ? 'nobody' : tracks === 1 ? '1 person' : `${tracks} people`;
  const facts = `${width} x ${height}, ${formatTime(lastMs)}, ${countOf(looked, 'look')}, ${who}`;
  const heading = `${colors.bold(printable(video))}  ${colors.dim(facts)}\n`;
  if (records.length === 0) return heading;
  const table = createTable(['', 'label', 'score', 'from', 'to'], colors);
  for (const { id, label, score, firstMs, lastMs: last } of records) {
    const name = label === undefined ? colors.dim('undecided') : paintLabel(label, colors);
    table.push([String(id), name, formatPercent(score), formatTime(firstMs), formatTime(last)]);
  }
  return `${heading}${table.toString()}\n`;
}

/** A line for people when somebody's label is decided or changes, for a camera. */
export function formatChangeText(
  timestampMs: number,
  { id, label, score }: Pick<TrackedPerson, 'id' | 'label' | 'score'>,
  colors: Colors,
): string {
  const what = label === undefined ? '' : `${paintLabel(label, colors)}  ${formatPercent(score)}`;
  return `${formatTime(timestampMs).padStart(10)}  person ${id}  ${what || 'left'}\n`;
}

/** @example formatTime(61_040); // '1:01.0' */
export function formatTime(ms: number): string {
  const tenths = Math.round(ms / 100);
  const seconds = `${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
  const minutes = Math.floor(tenths / 600);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

function roundMs(ms: number): number {
  return round(ms, 0);
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
