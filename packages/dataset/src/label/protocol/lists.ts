import * as z from 'zod/mini';

/** Entries of a page of a list at most. */
export const MAX_LIMIT = 1000;

const count = (fallback: number, max: number) =>
  z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(max)), fallback);

/** What every list can be asked for. */
export const listQuery = {
  /** Pictures or faces of this label. */
  label: z.optional(z.string()),
  /** Part of the name, in any case. */
  search: z.optional(z.string().check(z.maxLength(200))),
  offset: count(0, 10_000_000),
  limit: count(200, MAX_LIMIT),
};

export interface Page<T> {
  /** As many match. */
  readonly total: number;
  readonly offset: number;
  readonly items: readonly T[];
  /** False while the server still reads annotations: more may come to match. */
  readonly isComplete: boolean;
}
