import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatClassifyJson } from './classify-lines.js';
import { formatPredictJson } from './predict-lines.js';
import { readResults } from './results-file.js';

const line = (image: string) => formatPredictJson({ image, width: 2, height: 1, predictions: [] });
const failed = (image: string) =>
  formatPredictJson({ image, error: { code: 'FILE_NOT_FOUND', message: 'gone' } });

describe('readResults', () => {
  it('starts anew with an empty text', () => {
    expect(readResults('', 'r', 'predict')).toEqual({
      answered: new Set(),
      wholeLength: 0,
      endsInLine: true,
    });
  });

  it('counts answers, not failures', () => {
    const { answered } = readResults(line('a.jpg') + failed('b.jpg') + line('c\n"ü.jpg'), 'r', 'predict');
    expect([...answered]).toEqual(['a.jpg', 'c\n"ü.jpg']);
  });

  it('drops a last line cut anywhere, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        (first, second, at) => {
          const whole = line(first);
          const cut = line(second).slice(0, at % line(second).length);
          const result = readResults(whole + cut, 'r', 'predict');
          const isComplete = cut.length === line(second).length - 1;
          expect([...result.answered]).toEqual(isComplete ? [...new Set([first, second])] : [first]);
          expect(result.wholeLength).toBe(Buffer.byteLength(isComplete ? whole + cut : whole));
          expect(result.endsInLine).toBe(!isComplete);
        },
      ),
    );
  });

  it.each(['Dear diary', 'Dear diary\n', '{"name":"x"}\n', `${line('a.jpg')}\n`, '[1]\n', '{"id":'])(
    'refuses %j, which is no file of results',
    (text) => {
      expect(() => readResults(text, 'r.jsonl', 'predict')).toThrowError(/r\.jsonl:\d/);
    },
  );

  it('takes the results of its own command only', () => {
    const classified = formatClassifyJson({ image: 'a.jpg', scores: [{ label: 'mask', score: 1 }] });
    expect([...readResults(classified, 'r', 'classify').answered]).toEqual(['a.jpg']);
    expect(() => readResults(classified, 'r', 'predict')).toThrowError(/r:1: .*maskpred predict --json/);
    expect(() => readResults(line('a.jpg'), 'r', 'classify')).toThrowError(/r:1: .*maskpred classify --json/);
  });
});
