import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import { formatVoc, isProposal, parseVoc } from '@maskpred/dataset';
import type { PictureInput } from '../inputs.js';
import { roundScore } from '../scores.js';
import { planAnnotations } from './annotation-plan.js';
import type { FaceSink, SkipReason } from './face-sink.js';

export interface VocSinkOptions {
  /** Folder of the annotations. @default `annotations` beside the pictures */
  readonly out?: string;
  /** What the faces are called. */
  readonly label?: string;
  /** Whether proposals of an earlier run are made anew. */
  readonly force: boolean;
}

/** Writes Pascal VOC files, one a picture; what a person has made is never replaced. */
export function createVocSink(
  inputs: readonly PictureInput[],
  { out, label, force }: VocSinkOptions,
): FaceSink {
  const places = planAnnotations(inputs, out);
  const pathOf = ({ image }: PictureInput): string => {
    const place = places.get(image)!;
    if ('path' in place) return place.path;
    throw new MaskpredError('INVALID_ARGUMENT', place.problem);
  };
  return {
    async admit(input) {
      const kind = await kindOfExisting(pathOf(input));
      if (kind !== undefined && !(kind === 'done' && force)) return { skipped: kind };
      return label === undefined ? {} : { label };
    },
    async keep(input, { width, height }, faces) {
      const path = pathOf(input);
      const xml = formatVoc({
        id: basename(path, '.xml'),
        fileName: basename(input.image),
        width,
        height,
        isVerified: false,
        annotations: faces.map(({ box, label, score }) => ({ box, label, score: roundScore(score) })),
      });
      await writeFileAtomic(path, xml);
      return { faces, annotation: path };
    },
    close: async () => undefined,
  };
}

/** What is at the path; a file that cannot be read as an annotation is somebody's all the same. */
async function kindOfExisting(path: string): Promise<SkipReason | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'annotated';
  }
  try {
    const image = parseVoc(text, { file: path });
    if (isProposal(image)) return 'done';
    return image.isVerified ? 'verified' : 'annotated';
  } catch {
    return 'annotated';
  }
}
