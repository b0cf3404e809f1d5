import fc from 'fast-check';
import { describe } from 'vitest';
import { readAnswers } from '../../../packages/cli/src/compare/answers.js';
import { parseGroupsFile } from '../../../packages/cli/src/dataset/split/find-groups.js';
import { parseLogLine } from '../../../packages/cli/src/video/ffmpeg-log.js';
import { fuzz } from './fuzz.js';
import { nearText } from './mutate-bytes.js';
import { nearLines } from './mutate-json.js';
import { useScratch } from './scratch.js';

const scratch = useScratch();

describe('what commands are given to read', () => {
  const crop = {
    image: 'a.jpg',
    truth: 'mask',
    label: 'mask',
    score: 0.9,
    scores: { mask: 0.9, 'no-mask': 0.1 },
  };
  const finding = {
    image: 'b.jpg',
    outcome: 'right',
    box: { x: 1, y: 2, width: 3, height: 4 },
    truth: 'mask',
    predicted: 'mask',
  };
  fuzz(
    'answers',
    fc.oneof(
      nearLines([crop]),
      nearLines([finding]),
      nearText([`${JSON.stringify(crop)}\n`, `${JSON.stringify(finding)}\n`]),
    ),
    (text) => readAnswers(scratch.write('findings.jsonl', text)),
  );
  fuzz(
    'groups-file',
    nearText(['mask/a.jpg\tAnna\nmask/b.jpg\tBob\n', 'a.jpg\tx\r\n\r\nb.jpg\ty\r\n']),
    (text) => parseGroupsFile(text, 'groups.tsv'),
  );
  fuzz(
    'ffmpeg-log',
    nearText([
      '[Parsed_showinfo_0 @ 0x55d0] [info] n:   0 pts:      0 pts_time:0       duration:   1 fmt:rgb24 sar:1/1 s:64x48 i:P',
      '[Parsed_showinfo_0 @ 0x55d0] [info] config in time_base: 1/25, frame_rate: 25/1',
      '[info]   Duration: 00:01:02.50, start: 0.000000, bitrate: 100 kb/s',
      '[mov @ 0x55d0] [error] moov atom not found',
    ]),
    (line) => parseLogLine(line),
    { canRefuse: false },
  );
});
