import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { formatSummaryJson, formatTime, formatTrackJson, formatVideoText } from './video-lines.js';

const colors = picocolors.createColors(false);
const summary = { video: 'a\n.mp4', width: 640, height: 480, lastMs: 1900.4, looked: 20, tracks: 0 };
const record = { id: 2, firstMs: 0, lastMs: 1900, label: undefined, score: 0.5, scores: [], path: [] };

describe('formatTime', () => {
  it.each([
    [0, '0:00.0'],
    [59_960, '1:00.0'],
    [61_040, '1:01.0'],
    [3_661_500, '1:01:01.5'],
  ])('writes %d', (ms, text) => {
    expect(formatTime(ms)).toBe(text);
  });
});

describe('formatVideoText', () => {
  it('says that there was nobody, on one line whatever the name is', () => {
    expect(formatVideoText(summary, [], colors)).toBe('a\\n.mp4  640 x 480, 0:01.9, 20 looks, nobody\n');
  });

  it('has a row for each person, decided or not', () => {
    const text = formatVideoText({ ...summary, tracks: 1 }, [record], colors);
    expect(text).toContain('1 person\n');
    expect(text).toMatch(/2 {2}undecided +50\.0 % +0:00\.0 +0:01\.9/);
  });
});

describe('lines of JSON', () => {
  it('has null for who is undecided, and whole milliseconds', () => {
    const path = [{ timestampMs: 33.333, box: { x: 1.26, y: 2, width: 3, height: 4 } }];
    expect(JSON.parse(formatTrackJson('a.mp4', { ...record, path }))).toMatchObject({
      track: 2,
      label: null,
      boxes: [{ ms: 33, x: 1.3, y: 2, width: 3, height: 4 }],
    });
    expect(JSON.parse(formatSummaryJson(summary))).toEqual({ ...summary, lastMs: 1900 });
  });
});
