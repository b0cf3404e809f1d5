import picocolors from 'picocolors';
import { type CommandContext, write } from './context.js';
import { examineMachine } from './doctor/examine.js';
import { formatReport } from './doctor/report.js';
import { EXIT } from './exit-code.js';
import type { EngineName } from '@maskpred/core/tfjs';

export interface DoctorOptions {
  readonly json?: true;
  /** The engine that has to run. */
  readonly engine?: EngineName | 'auto';
}

/** Looks at this machine; fails when the default engine (or the one asked for) does not run. */
export async function runDoctor({ json, engine }: DoctorOptions, context: CommandContext): Promise<void> {
  const examination = await examineMachine(engine);
  await write(
    context.stdout,
    json ? `${JSON.stringify(examination)}\n` : formatReport(examination, picocolors),
  );
  if (!examination.defaultEngine.runs) context.setExitCode(EXIT.failed);
}
