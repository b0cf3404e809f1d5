import { writeFileAtomic } from '@maskpred/core/node';
import {
  checkDataset,
  type CheckThresholds,
  type DatasetFormat,
  describeDataset,
  type Finding,
  FINDING_SEVERITIES,
  type FindingSeverity,
} from '@maskpred/dataset';
import type { Survey } from '@maskpred/dataset/node';
import { type CommandContext, write } from '../../context.js';
import { EXIT } from '../../exit-code.js';
import { statsPage } from '../stats/page.js';
import { surveyFolder } from '../survey-folder.js';
import { formatFindings } from './format-findings.js';
import { findNearDuplicates } from './near-duplicates.js';
import { askNetworks, type OpinionOptions } from './opinions.js';
import { findingSections } from './page.js';

export interface CheckCommandOptions extends OpinionOptions {
  readonly crawl?: readonly string[];
  readonly format?: DatasetFormat;
  readonly html?: string;
  readonly json?: true;
  /** The mildest severity with which a finding fails the run. */
  readonly failOn?: FindingSeverity;
  /** Names of thresholds and their values. */
  readonly threshold?: Partial<CheckThresholds>;
}

/** Finds what is worth a look in a data set. */
export async function runCheck(
  dir: string,
  options: CheckCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { html, json, failOn, threshold } = options;
  const survey = await surveyFolder(dir, options, context);
  const findings = checkDataset(survey, {
    ...(threshold ? { thresholds: threshold } : {}),
    nearDuplicates: await findNearDuplicates(dir, survey, context),
    ...(await askNetworks(dir, survey, options, context)),
  });
  if (html !== undefined) await writePage(html, dir, survey, findings, context.signal);
  const text = json
    ? findings.map((finding) => `${JSON.stringify(finding)}\n`).join('')
    : formatFindings(findings, survey.pictures.length);
  await write(context.stdout, text);
  if (failOn && findings.some(({ severity }) => isAtLeast(severity, failOn))) context.setExitCode(EXIT.gate);
}

async function writePage(
  file: string,
  dir: string,
  survey: Survey,
  findings: readonly Finding[],
  signal: AbortSignal,
): Promise<void> {
  const { formatDatasetReport } = await import('@maskpred/report');
  const sections = await findingSections(dir, findings, signal);
  const page = { ...statsPage(dir, describeDataset(survey)), findings: sections };
  await writeFileAtomic(file, await formatDatasetReport(page));
}

function isAtLeast(severity: FindingSeverity, bound: FindingSeverity): boolean {
  return FINDING_SEVERITIES.indexOf(severity) <= FINDING_SEVERITIES.indexOf(bound);
}
