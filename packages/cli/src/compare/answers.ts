import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Box, MaskpredError, type SceneFinding } from '@maskpred/core';
import * as z from 'zod/mini';
import { readCropLine } from '../evaluate/crop-lines.js';
import { readLinesFile } from '../evaluate/lines-file.js';
import { FINDINGS_FILE, PREDICTIONS_FILE } from '../evaluate/outputs.js';

/** What one evaluation says of one thing: a picture, or a labelled face in one. */
export interface Answer {
  readonly image: string;
  /** Of a face, pixels. */
  readonly box?: Box;
  readonly truth: string;
  /** What it was called; absent for a face that was missed, or found by a detector alone. */
  readonly called?: string;
  readonly isRight: boolean;
}

/** What an evaluation says of everything, by what it is about. */
export interface Answers {
  readonly unit: 'pictures' | 'faces';
  readonly byKey: ReadonlyMap<string, Answer>;
}

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

const findingSchema = z.object({
  image: z.string(),
  outcome: z.enum(['right', 'wrong-label', 'missed-face', 'false-face']),
  box: boxSchema,
  truth: z.optional(z.string()),
  predicted: z.optional(z.string()),
});

const EXPECTED =
  'a line of "maskpred evaluate --predictions" about a face crop, or of the findings.jsonl of "maskpred evaluate --out"';

/** Lines of `predict` do not say what is there. */
const ADVICE =
  'For scenes, name the folders that maskpred evaluate <scenes> --from <this file> --out <folder> writes.';

/**
 * The answers of an evaluation: the folder that `evaluate --out` wrote, or one of its files of lines.
 * @throws {MaskpredError} FILE_NOT_FOUND, FILE_UNREADABLE; INVALID_ARGUMENT for another file, and when a thing is in it twice.
 */
export async function readAnswers(path: string): Promise<Answers> {
  const file = await findFile(path);
  const { lines } = await readLinesFile(file, readAnswer, EXPECTED, ADVICE);
  const units = new Set(lines.map(({ unit }) => unit));
  if (units.size > 1) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${file}: lines about pictures and about faces. Name one run.`,
    );
  }
  const byKey = new Map<string, Answer>();
  for (const { answer } of lines) {
    if (!answer) continue;
    const key = keyOf(answer);
    if (byKey.has(key)) {
      throw new MaskpredError('INVALID_ARGUMENT', `${file}: two lines about ${answer.image}. Name one run.`);
    }
    byKey.set(key, answer);
  }
  return { unit: [...units][0] ?? 'pictures', byKey };
}

/** A face is the box that a person drew, so it has the same numbers in every evaluation. */
function keyOf({ image, box }: Answer): string {
  return JSON.stringify(box ? [image, box.x, box.y, box.width, box.height] : [image]);
}

interface Line {
  readonly unit: Answers['unit'];
  /** Absent for a false face, which is nothing that the other could have got right. */
  readonly answer?: Answer;
}

function readAnswer(value: unknown): Line | undefined {
  const finding = findingSchema.safeParse(value);
  if (finding.success) return { unit: 'faces', ...answerOf(finding.data as SceneFinding) };
  const line = readCropLine(value);
  if (line?.truth === undefined) return undefined;
  const { image, truth, scores } = line;
  const called = scores[0]!.label;
  return { unit: 'pictures', answer: { image, truth, called, isRight: called === truth } };
}

function answerOf({ image, outcome, box, truth, predicted }: SceneFinding): { answer?: Answer } {
  if (outcome === 'false-face' || truth === undefined) return {};
  const called = predicted === undefined ? {} : { called: predicted };
  return { answer: { image, box, truth, ...called, isRight: outcome === 'right' } };
}

async function findFile(path: string): Promise<string> {
  const isThere = (file: string) =>
    stat(file).then(
      () => true,
      () => false,
    );
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isDirectory()) return path;
  const findings = join(path, FINDINGS_FILE);
  return (await isThere(findings)) ? findings : join(path, PREDICTIONS_FILE);
}
