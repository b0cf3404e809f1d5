import type { TrackedPerson } from '@maskpred/predictor';
import picocolors from 'picocolors';
import type { TrackRecord } from './track-ledger.js';
import {
  formatChangeText,
  formatFrameJson,
  formatSummaryJson,
  formatTrackJson,
  formatVideoText,
  type VideoSummary,
} from './video-lines.js';

/** The text of what happens in one video, '' where there is nothing to say. */
export interface VideoLines {
  look(timestampMs: number, people: readonly TrackedPerson[]): string;
  left(records: readonly TrackRecord[]): string;
  end(summary: VideoSummary): string;
}

export interface VideoLinesOptions {
  readonly json: boolean;
  readonly byFrame: boolean;
  readonly isLive: boolean;
}

/** JSON as it happens, for people a table at the end of a clip, and of a camera each change at once. */
export function createVideoLines(video: string, { json, byFrame, isLive }: VideoLinesOptions): VideoLines {
  if (json) return jsonLines(video, byFrame);
  return isLive ? liveLines() : tableLines();
}

function jsonLines(video: string, byFrame: boolean): VideoLines {
  return {
    look: (timestampMs, people) => (byFrame ? formatFrameJson(video, timestampMs, people) : ''),
    left: (records) => records.map((record) => formatTrackJson(video, record)).join(''),
    end: formatSummaryJson,
  };
}

function tableLines(): VideoLines {
  const rows: TrackRecord[] = [];
  return {
    look: () => '',
    left(records) {
      rows.push(...records.map((record) => ({ ...record, path: [] }))); // memory: nobody reads them here
      return '';
    },
    end: (summary) =>
      formatVideoText(
        summary,
        rows.sort((a, b) => a.id - b.id),
        picocolors,
      ),
  };
}

function liveLines(): VideoLines {
  const known = new Map<number, string>();
  return {
    look(timestampMs, people) {
      const changed = people.filter(({ id, label }) => label !== undefined && known.get(id) !== label);
      for (const { id, label } of changed) known.set(id, label!);
      return changed.map((person) => formatChangeText(timestampMs, person, picocolors)).join('');
    },
    left(records) {
      const gone = records.filter(({ id }) => known.delete(id));
      return gone
        .map(({ id, lastMs }) => formatChangeText(lastMs, { id, label: undefined, score: 0 }, picocolors))
        .join('');
    },
    end: (summary) => formatVideoText(summary, [], picocolors),
  };
}
