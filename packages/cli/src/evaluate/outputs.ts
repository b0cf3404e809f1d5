import { join } from 'node:path';
import { rm, stat } from 'node:fs/promises';
import { assertArgument } from '@maskpred/core';
import { writeFileAtomic } from '@maskpred/core/node';
import { type CommandContext, write } from '../context.js';
import { printable } from '../failure.js';
import type { Evaluated, OutputFacts } from './evaluated.js';
import { drawMistakes, formatReport } from './report.js';
import type { EvaluateOptions } from './run-options.js';

/** The files of `--out` that `compare` reads. */
export const PREDICTIONS_FILE = 'predictions.jsonl';
export const FINDINGS_FILE = 'findings.jsonl';

/**
 * Refuses, before any work is done, what could not be written.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export async function planOutputs({ out, predictions, report }: EvaluateOptions): Promise<void> {
  for (const [name, path] of Object.entries({ predictions, report })) {
    if (path === undefined) continue;
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    assertArgument(!isFolder, `--${name} ${path}: is a folder. Name a file.`);
  }
  if (out === undefined) return;
  const isFile = await stat(out).then(
    (stats) => !stats.isDirectory(),
    () => false,
  );
  assertArgument(!isFile, `--out ${out}: is a file. Name a folder.`);
}

/**
 * Writes what was asked for, each file as a whole or not at all.
 * @throws {MaskpredError} WRITE_FAILED.
 */
export async function writeOutputs(
  evaluated: Evaluated,
  options: EvaluateOptions,
  facts: OutputFacts,
  context: CommandContext,
): Promise<void> {
  const { out, predictions, report } = options;
  if (predictions !== undefined) await writeFileAtomic(predictions, evaluated.text);
  if (out === undefined && report === undefined) return;
  const files = await formatReport(evaluated, options, facts);
  if (report !== undefined) await writeFileAtomic(report, files['report.html']!);
  if (out === undefined) return;
  for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(out, name), content);
  await writeFileAtomic(join(out, PREDICTIONS_FILE), evaluated.text);
  if (evaluated.kind === 'scenes') {
    const lines = evaluated.findings.map((finding) => `${JSON.stringify(finding)}\n`);
    await writeFileAtomic(join(out, FINDINGS_FILE), lines.join(''));
  } else await rm(join(out, FINDINGS_FILE), { force: true }); // of an earlier run, which compare would take for this one
  const gallery = await drawMistakes(out, evaluated, options, facts.root, context);
  const mistakes = gallery === undefined ? '' : `, with the mistakes in ${printable(gallery)}`;
  await write(context.stderr, `${printable(join(out, 'report.html'))}${mistakes}\n`);
}
