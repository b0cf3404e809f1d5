import type { AnnotatedImage } from '@maskpred/core';
import { annotationError } from '../formats/annotation-error.js';
import { type DatasetIssue, type FixOption, isFixing } from '../formats/issue.js';
import type { DatasetFailure } from './dataset-failure.js';
import type { ItemPlace } from './read-item.js';

export type Kept = { readonly issues: readonly DatasetIssue[] } & (
  { readonly image: AnnotatedImage } | { readonly failure: DatasetFailure }
);

/** Sees to it that no two pictures have one id. */
export interface NameKeeper {
  keep(image: AnnotatedImage, place: ItemPlace): Kept;
}

/**
 * Names are compared as file systems do that tell neither case nor Unicode forms apart: a data set has to fit on each. The
 * second picture of a name fails, or gets a number behind it: `a-2.png`.
 */
export function createNameKeeper(fix: FixOption): NameKeeper {
  const owners = new Map<string, string>();
  return {
    keep(image, { file, lineOf }) {
      const key = keyOf(image.id);
      const owner = owners.get(key);
      if (owner === undefined) {
        owners.set(key, file);
        return { issues: [], image };
      }
      const line = lineOf();
      const place = { file, ...(line === undefined ? {} : { line }) };
      const problem = `a second picture called ${JSON.stringify(image.id)}, the first is of ${owner}`;
      const issue = { kind: 'same-stem', ...place } as const;
      if (!isFixing(fix, 'same-stem')) {
        const error = annotationError(
          place,
          problem,
          'Rename one of them, or have it repaired (`fix`, --fix).',
        );
        return {
          issues: [{ ...issue, message: `${problem}: not usable`, isFixed: false }],
          failure: { ...place, error },
        };
      }
      let number = 2;
      while (owners.has(keyOf(`${image.id}-${number}`))) number++;
      const id = `${image.id}-${number}`;
      owners.set(keyOf(id), file);
      const fileName = `${id}${image.fileName.slice(image.id.length)}`;
      return {
        issues: [{ ...issue, message: `${problem}: called ${fileName}`, isFixed: true }],
        image: { ...image, id, fileName },
      };
    },
  };
}

function keyOf(id: string): string {
  return id.normalize('NFC').toLowerCase();
}
