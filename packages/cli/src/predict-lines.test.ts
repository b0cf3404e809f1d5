import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { formatClassifyJson, formatClassifyText } from './classify-lines.js';
import type { AnsweredPicture } from './picture-answer.js';
import { formatPredictJson, formatPredictText } from './predict-lines.js';

const plain = picocolors.createColors(false);

const answer: AnsweredPicture = {
  image: 'a b\n"ü".jpg',
  width: 640,
  height: 427,
  predictions: [
    {
      face: { box: { x: 1.04, y: 2.05, width: 30.96, height: 40 }, score: 0.98 },
      label: 'mask',
      score: 0.99712345,
      scores: [
        { label: 'mask', score: 0.99712345 },
        { label: 'no-mask', score: 0.00287655 },
      ],
    },
  ],
};

describe('formatPredictJson', () => {
  it('is one line, with rounded boxes and scores by label', () => {
    expect(formatPredictJson(answer)).toBe(
      '{"image":"a b\\n\\"ü\\".jpg","width":640,"height":427,"faces":[{"box":{"x":1,"y":2.1,"width":31,"height":40},' +
        '"score":0.98,"label":"mask","labelScore":0.997123,"scores":{"mask":0.997123,"no-mask":0.002877}}]}\n',
    );
  });

  it('has an empty list for a picture without faces, and the error of one that failed', () => {
    expect(JSON.parse(formatPredictJson({ ...answer, predictions: [] }))).toMatchObject({ faces: [] });
    const error = { code: 'FILE_NOT_FOUND', message: 'gone' } as const;
    expect(formatPredictJson({ image: 'x', error })).toBe(
      '{"image":"x","error":{"code":"FILE_NOT_FOUND","message":"gone"}}\n',
    );
  });
});

describe('formatPredictText', () => {
  it('has a row for each face and no control character of the name', () => {
    expect(formatPredictText(answer, plain).split('\n')).toEqual([
      'a b\\n"ü".jpg  640 x 427, 1 face',
      expect.stringMatching(/label +score +face +x +y +width +height$/),
      expect.stringMatching(/^ +1 +mask +99\.7 % +98\.0 % +1 +2 +31 +40$/),
      '',
    ]);
  });

  it('says so when there is no face', () => {
    expect(formatPredictText({ ...answer, image: 'x', predictions: [] }, plain)).toBe(
      'x  640 x 427, no face\n',
    );
  });
});

describe('formatClassify', () => {
  const { scores } = answer.predictions[0];
  it('has the label and all scores', () => {
    expect(formatClassifyJson({ image: 'x', scores })).toBe(
      '{"image":"x","label":"mask","score":0.997123,"scores":{"mask":0.997123,"no-mask":0.002877}}\n',
    );
    expect(formatClassifyText({ image: 'x', scores }, 5, plain)).toBe(
      'x      mask       99.7 %  no-mask 0.3 %\n',
    );
  });
});
