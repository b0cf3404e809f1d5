import { SYNTHETIC_CASES } from '@maskpred/dataset';
import { describe, expect, it } from 'vitest';
import { planFace } from './plan.js';

const options = { cases: SYNTHETIC_CASES, seed: 1, perFace: 6, labels: {} };
const face = (sha256: string, index = 0) => ({ path: 'a.jpg', sha256: sha256.repeat(64), index });

describe('planFace', () => {
  it('draws every case before one comes twice, each with a seed and a name of its own', () => {
    const plans = planFace(face('a'), { ...options, perFace: 13 });
    expect(new Set(plans.slice(0, 6).map(({ name }) => name)).size).toBe(6);
    expect(plans.slice(6, 12).map(({ name }) => name)).toEqual(plans.slice(0, 6).map(({ name }) => name));
    expect(new Set(plans.map(({ seed }) => seed)).size).toBe(13);
    expect(new Set(plans.map(({ fileName }) => fileName)).size).toBe(13);
    expect(plans.every(({ fileName }) => fileName.includes('-synthetic-'))).toBe(true);
  });

  it('depends on the bytes, the face and the seed, and not on how many are drawn', () => {
    expect(planFace(face('a'), options)).toEqual(planFace(face('a'), options));
    expect(planFace(face('a'), { ...options, perFace: 2 })).toEqual(planFace(face('a'), options).slice(0, 2));
    const seeds = [
      planFace(face('a'), options),
      planFace(face('b'), options),
      planFace(face('a', 1), options),
      planFace(face('a'), { ...options, seed: 2 }),
    ].map(([first]) => first!.seed);
    expect(new Set(seeds).size).toBe(4);
  });

  it('labels as it is told', () => {
    const labels = { chin: 'incorrect-mask' };
    const plans = planFace(face('a'), { ...options, labels });
    const of = (name: string) => plans.find((plan) => plan.name === name)!;
    expect(of('chin').fileName).toMatch(/^incorrect-mask\//);
    expect(of('right').label).toBe('mask');
    expect(of('cup').label).toBe('no-mask');
  });
});
