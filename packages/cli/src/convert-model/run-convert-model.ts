import { dirname, resolve } from 'node:path';
import { assertArgument } from '@maskpred/core';
import { convertClassifier, type ConvertPrecision, type ForeignMetadata } from '@maskpred/classifier';
import Table from 'cli-table3';
import { type CommandContext, write } from '../context.js';
import { type ForeignModelSettings, pickForeignOptions } from '../foreign-options.js';
import { assertModelTarget, writeModelFolder } from '../train/model-target.js';

export interface ConvertModelCommandOptions extends ForeignModelSettings {
  readonly inputSize?: number;
  readonly cropMargin?: number;
  readonly precision: ConvertPrecision;
  /** Model folder to write. */
  readonly out: string;
  readonly json?: true;
}

/** Writes a model folder of another tool's classifier, or nothing. */
export async function runConvertModel(
  source: string,
  options: ConvertModelCommandOptions,
  { stdout, signal }: CommandContext,
): Promise<void> {
  const { inputSize, cropMargin, precision, out, json } = options;
  assertArgument(
    ![resolve(source), dirname(resolve(source))].includes(resolve(out)),
    `${out}: holds the model that is to be converted, and would be replaced. Choose another --out.`,
  );
  await assertModelTarget(out);
  const files = await convertClassifier(source, {
    ...pickForeignOptions(options),
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(cropMargin === undefined ? {} : { cropMargin }),
    precision,
  });
  signal.throwIfAborted();
  await writeModelFolder(out, files);
  const metadata = JSON.parse(String(files['metadata.json'])) as ForeignMetadata;
  const bytes = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  await write(stdout, json ? `${JSON.stringify(metadata)}\n` : formatSummary(source, out, metadata, bytes));
}

function formatSummary(source: string, out: string, metadata: ForeignMetadata, bytes: number): string {
  const { labels, inputSize, pixelRange, cropMargin, backbone } = metadata;
  const range = pixelRange.map((value) => String(Number(value.toFixed(4))));
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['labels, in the order of the outputs', labels.join(', ')],
    ['pictures', `${inputSize} x ${inputSize}, bytes 0 to 255 as ${range[0]} to ${range[1]}`],
    ["margin around a face's box", String(cropMargin)],
    ['backbone', backbone],
    ['size', `${(bytes / 1e6).toFixed(1)} MB`],
  );
  return `Converted ${source}: ${out}\n${table.toString()}\n`;
}
