import type { Colors } from 'picocolors/types.js';
import type { EngineState, Examination, Timing } from './examine.js';

/** The examination for people. */
export function formatReport(examination: Examination, colors: Colors): string {
  const { node, platform, cpu, processors, memoryGiB, packages, engines, defaultEngine, timings } =
    examination;
  const row = (name: string, value: string) => `  ${name.padEnd(24)}${value}`;
  const engineRow = ({ name, runs, error }: EngineState) =>
    row(name, runs ? colors.green('runs') : `${colors.yellow(error!.code)}  ${error!.message}`);
  const timingRow = (name: string, timing: Timing) =>
    row(
      name,
      'ms' in timing ? `${timing.ms} ms` : `${colors.red(timing.error.code)}  ${timing.error.message}`,
    );
  const chosen = defaultEngine.startedAs ?? colors.red('none');
  const lines = [
    colors.bold('Machine'),
    row('node', node),
    row('platform', `${platform}, ${processors} x ${cpu}, ${memoryGiB} GiB`),
    colors.bold('Packages'),
    ...Object.entries(packages).map(([name, version]) => row(name, version)),
    colors.bold('Engines'),
    ...engines.map(engineRow),
    row('default', `${chosen} (asked for: ${defaultEngine.name})`),
    ...(defaultEngine.error ? [row('', defaultEngine.error.message)] : []),
    colors.bold('Speed of the default engine'),
    timingRow('faces in 640 x 480', timings.detection),
    timingRow('label of one crop', timings.classification),
  ];
  return `${lines.join('\n')}\n`;
}
