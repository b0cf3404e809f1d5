import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseLogLine, readFfmpegLog } from './ffmpeg-log.js';

const FRAME =
  '[Parsed_showinfo_3 @ 0x561e91f66600] [info] n:   2 pts:   2048 pts_time:0.2     pos:    69209 fmt:rgb24 sar:1/1 s:960x640 i:P iskey:0 type:B ';

describe('parseLogLine', () => {
  it.each([
    ['', undefined],
    [FRAME, { type: 'frame', mark: { timestampMs: 200, width: 960, height: 640 } }],
    // Windows writes pointers without 0x, and a frame may have no time.
    [
      '[Parsed_showinfo_4 @ 000001f2a] [info] n: 0 pts: NOPTS pts_time:NOPTS pos: -1 fmt:rgb24 sar:1/1 s:64x48 i:P',
      { type: 'frame', mark: { timestampMs: NaN, width: 64, height: 48 } },
    ],
    [
      '[Parsed_showinfo_3 @ 0x5] [info] config in time_base: 1/10240, frame_rate: 30000/1001',
      { type: 'frame-rate', frameRate: 30000 / 1001 },
    ],
    ['[Parsed_showinfo_3 @ 0x5] [info] config out time_base: 0/0, frame_rate: 0/0', undefined],
    [
      '[info]   Duration: 01:02:03.50, start: 0.000000, bitrate: 490 kb/s',
      { type: 'duration', durationMs: 3_723_500 },
    ],
    ['[info]   Duration: N/A, start: 0.000000, bitrate: N/A', undefined],
    ['[mov,mp4 @ 0x5] [error] moov atom not found', { type: 'error', text: 'moov atom not found' }],
    [
      "[fatal] Stream map '0:V:0' matches no streams.",
      { type: 'error', text: "Stream map '0:V:0' matches no streams." },
    ],
    // What a file says of itself is indented.
    [`[info]     title           : ${FRAME}`, undefined],
    ['[info]     title           : [error] x', undefined],
  ])('reads %s', (line, entry) => {
    expect(parseLogLine(line)).toEqual(entry);
  });
});

describe('readFfmpegLog', () => {
  it('has no frame when nothing was written', async () => {
    const stream = new PassThrough();
    const log = readFfmpegLog(stream);
    stream.end();
    expect(await log.nextFrame()).toBeUndefined();
    expect(log).toMatchObject({ durationMs: undefined, frameRate: undefined, errors: [] });
  });

  it('gives frames in order, whether asked before or after they come, and however the text is cut', async () => {
    const stream = new PassThrough();
    const log = readFfmpegLog(stream);
    const first = log.nextFrame();
    const text = `${FRAME}\n${FRAME.replace('0.2 ', '0.3 ')}\n`;
    for (const character of text) stream.write(character);
    expect((await first)?.timestampMs).toBe(200);
    expect((await log.nextFrame())?.timestampMs).toBe(300);
    stream.end();
    expect(await log.nextFrame()).toBeUndefined();
  });

  it('keeps little of a log that never ends', async () => {
    const stream = new PassThrough();
    const log = readFfmpegLog(stream);
    stream.write('x'.repeat(1_000_000));
    stream.write(`\n${'[h264 @ 0x1] [error] broken\n'.repeat(10_000)}`);
    stream.end();
    await log.nextFrame();
    expect(log.errors).toEqual(Array(20).fill('broken'));
  });
});
