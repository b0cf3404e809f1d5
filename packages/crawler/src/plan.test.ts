import { describe, expect, it } from 'vitest';
import { parseCrawlPlan } from './plan.js';

const failure = (message: RegExp) =>
  expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) as string });

describe('parseCrawlPlan', () => {
  it('reads labels, phrases and what holds for all', () => {
    const plan = {
      limit: 500,
      licenses: ['cc0', 'by'],
      searches: [
        { label: 'mask', phrases: ['people wearing masks', 'face mask street'] },
        {
          label: 'no-mask',
          phrases: ['portrait'],
          limit: 50,
          sources: ['commons'],
          filters: { size: 'large' },
        },
        { sources: ['list:mine.csv'], phrases: [] },
      ],
    };
    expect(parseCrawlPlan(`\uFEFF${JSON.stringify(plan)}`)).toEqual(plan);
  });

  it.each([
    ['', /plan\.json: .*not JSON/],
    ['{"searches": []}', /searches: /],
    ['{}', /searches: /],
    ['{"searches": [{"label": "mask", "phrases": [""]}]}', /searches\[0\]\.phrases\[0\]: /],
    ['{"searches": [{"phrases": ["a"], "limt": 5}]}', /searches\[0\]: .*limt/],
    ['{"searches": [{"phrases": ["a"], "limit": 0}]}', /searches\[0\]\.limit: /],
    ['{"searches": [{"phrases": ["a"], "filters": {"people": "crowd"}}]}', /filters\.people: /],
    ['[]', /the plan: /],
  ])('refuses %s and says where', (content, message) => {
    expect(() => parseCrawlPlan(content, 'plan.json')).toThrow(failure(message));
  });
});
