import { MaskpredError, messageOf } from '@maskpred/core';
import * as z from 'zod';

const text = z.string().trim().min(1);
const common = {
  /** Pictures to have. */
  limit: z.number().int().positive().optional(),
  /** Names of sources, as `createImageSource` takes them. */
  sources: z.array(text).min(1).optional(),
  filters: z
    .strictObject({
      size: z.enum(['small', 'medium', 'large']).optional(),
      type: z.enum(['photo', 'illustration']).optional(),
      color: text.optional(),
      people: z.enum(['face', 'portrait']).optional(),
      maxAgeDays: z.number().positive().optional(),
      language: z
        .string()
        .regex(/^[a-z]{2}$/, 'expected two small letters, such as en')
        .optional(),
      safeSearch: z.enum(['strict', 'moderate', 'off']).optional(),
    })
    .optional(),
};
const planSchema = z.strictObject({
  ...common,
  licenses: z.array(text).min(1).optional(),
  searches: z
    .array(z.strictObject({ ...common, label: text.optional(), phrases: z.array(text).default([]) }))
    .min(1),
});

/**
 * A crawl of several labels, as `crawl.json` holds it: `searches`, each with `label`, `phrases`, `limit`, `sources` and
 * `filters`; the last three, and `licenses`, may also stand beside `searches`, for all that do not say otherwise.
 */
export type CrawlPlan = z.infer<typeof planSchema>;

/**
 * The plan in a text.
 * @param file - named in messages.
 * @throws {MaskpredError} INVALID_ARGUMENT that names the place: no JSON, a word that is not known, a value of another kind.
 * @example
 * const plan = parseCrawlPlan('{ "searches": [{ "label": "mask", "phrases": ["people wearing masks"] }] }');
 * console.log(plan.searches[0].label); // mask
 */
export function parseCrawlPlan(content: string, file = 'crawl.json'): CrawlPlan {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw invalid(file, `it is not JSON: ${messageOf(error)}`, error);
  }
  const result = planSchema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  throw invalid(file, `${formatPath(path)}: ${message}`);
}

/** @example formatPath(['searches', 0, 'label']); // 'searches[0].label' */
function formatPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return parts.join('').replace(/^\./, '') || 'the plan';
}

function invalid(file: string, problem: string, cause?: unknown): MaskpredError {
  return new MaskpredError(
    'INVALID_ARGUMENT',
    `${file}: expected a plan of a crawl; ${problem}. The README of @maskpred/crawler shows one.`,
    { cause },
  );
}
